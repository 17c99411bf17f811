/** The words of a row, looked up once for all rows: a row is made anew with every scrolled line, and looking up a word costs more than it. */
import type { FlagShares, NoShares } from '../../../shared/model/shares';
import type { Backend } from '../../../shared/model/source';
import { groupedNumber } from '../../ui/formatters';
import { labelOf } from '../../store/segments';
import type { SinceMark } from '../../store/since-marks';
import type { Words } from '../../ui/text';
import { sharesText } from '../rollout/shares/shares-text';

export interface RowLabels {
  /** Name of a row whose segment is empty. */
  readonly nameless: string;
  readonly on: string;
  readonly off: string;
  readonly suspicious: string;
  readonly denied: string;
  readonly draft: string;
  readonly nullValue: string;
  readonly emptyValue: string;
  /** In place of a value whose key looks like a secret. */
  readonly hiddenValue: string;
  binary(size: string): string;
  ownedBy(owner: string): string;
  count(children: number): string;
  /** Whom a flag serves what. */
  shares(of: FlagShares | NoShares): string;
  /** What has become of a key of the past since. */
  readonly since: Readonly<Record<SinceMark, string>>;
}

/** The words of rows of this back-end in one language. */
export function rowLabels(words: Words, language: string, backend: Backend): RowLabels {
  const said = new WeakMap<FlagShares | NoShares, string>();
  return {
    nameless: labelOf('', backend),
    on: words('tree.on'),
    off: words('tree.off'),
    suspicious: words('tree.suspicious'),
    denied: words('denied.row'),
    draft: words('editor.rowDraft'),
    nullValue: words('tree.nullValue'),
    emptyValue: words('tree.emptyValue'),
    hiddenValue: words('secret.hidden'),
    binary: (size) => words('tree.binaryValue', { size }),
    ownedBy: (owner) => words(backend === 'zookeeper' ? 'tree.ephemeral' : 'tree.lease', { owner }),
    count: (children) => groupedNumber(children, language),
    shares: (of) => {
      const text = said.get(of) ?? sharesText(words, of);
      said.set(of, text);
      return text;
    },
    since: {
      added: words('past.since.added'),
      changed: words('past.since.changed'),
      removed: words('past.since.removed'),
      below: words('past.since.below'),
    },
  };
}
