/** Switching a flag off, in whatever it is written: what a kill switch writes. Of a document nothing else changes. */
import { encode } from './encode';
import { setEnabled } from './featureprobe/edit';
import { setState } from './flagd/edit';
import type { Path, Problem } from './problem';
import type { Edited } from './syntax/edit';
import type { Value } from './value';

/** `several`: the value holds more flags than one, and which is meant nobody knows. `broken`: the document cannot be edited as it is. */
export type SwitchedOff =
  | { readonly kind: 'off'; readonly bytes: Uint8Array }
  | { readonly kind: 'already' | 'no-flag' | 'several' }
  | { readonly kind: 'broken'; readonly problem: Problem };

/** What a value becomes once its flag is off. */
export function switchedOff(value: Value): SwitchedOff {
  const inner = innermost(value);
  switch (inner.kind) {
    case 'boolean':
      return inner.on ? { kind: 'off', bytes: new TextEncoder().encode('false') } : { kind: 'already' };
    case 'flagd': {
      const flags = inner.view.flags.map(({ path, state }) => ({ path, off: state === 'DISABLED' }));
      return onlyFlagOff(value, flags, (path) => setState(inner.structure, path, false));
    }
    case 'featureprobe': {
      const toggles = inner.view.toggles.map(({ path, toggle }) => ({ path, off: !toggle.enabled }));
      return onlyFlagOff(value, toggles, (path) => setEnabled(inner.structure, path, false));
    }
    default:
      return { kind: 'no-flag' };
  }
}

const innermost = (value: Value): Value => (value.kind === 'gzip' && value.inner !== null ? innermost(value.inner) : value);

function onlyFlagOff(value: Value, flags: readonly { readonly path: Path; readonly off: boolean }[], edit: (path: Path) => Edited): SwitchedOff {
  const [flag] = flags;
  if (flag === undefined) return { kind: 'no-flag' };
  if (flags.every(({ off }) => off)) return { kind: 'already' };
  if (flags.length > 1) return { kind: 'several' };
  const edited = edit(flag.path);
  return edited.ok ? { kind: 'off', bytes: encode(value, edited.text).bytes ?? new Uint8Array() } : { kind: 'broken', problem: edited.problem };
}
