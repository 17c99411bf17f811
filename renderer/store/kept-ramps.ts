/** Ramps as they were typed, kept in the page's own storage: what share, when and from where, and nothing of any value. */
import { ref } from 'valtio';
import { isTypedRamp, type TypedRamp } from '../../shared/rollout/ramp/form';
import { recall, remember } from '../ui/remember';

const NAME = 'ramps';
const MOST_KEPT = 100;

/** Those of earlier runs, by name. */
export function keptRamps() {
  const kept = recall(NAME);
  const entries: [string, unknown][] = typeof kept === 'object' && kept !== null ? Object.entries(kept) : [];
  return Object.fromEntries(entries.flatMap(([name, ramp]) => (isTypedRamp(ramp) ? [[name, ref(ramp)]] : [])));
}

/** Keeps the last of them. A text that was put in a draft is not kept: once it is live, its number is. */
export function rememberRamps(ramps: Readonly<Record<string, TypedRamp>>): void {
  remember(NAME, Object.fromEntries(Object.entries(ramps).slice(-MOST_KEPT).map(([name, ramp]) => [name, { ...ramp, put: null }])));
}
