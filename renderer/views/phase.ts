/** Where a source stands, as views ask for it. */
import type { Phase } from '../../shared/model/phase';

interface Known {
  readonly info: { readonly open: boolean };
  readonly status: { readonly phase: Pick<Phase, 'kind'> } | null;
}

/** The phase to show: a source that main has not spoken of yet is connecting when it is open, otherwise closed. */
export const phaseOf = (source: Known): Phase['kind'] => source.status?.phase.kind ?? (source.info.open ? 'connecting' : 'closed');
