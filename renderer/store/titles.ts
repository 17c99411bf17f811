/** Names as they stand in a plan's title and reason, which have bounds (shared/model/plan.ts) and are read at a glance. */
import type { Key } from '../../shared/model/key';
import type { ConnectOptions } from '../../shared/model/source';
import { labelOf, lastSegment } from './segments';

const NAME_LENGTH = 80;
const KEY_LENGTH = 300;

/** What a key is called in its row. */
export function nameInTitle(source: ConnectOptions, key: Key): string {
  const name = labelOf(lastSegment(source, key), source.backend);
  return name.length <= NAME_LENGTH ? name : `${[...name].slice(0, NAME_LENGTH - 1).join('')}…`;
}

/** A key in full, or its end. */
export const keyInReason = (key: Key): string => (key.length <= KEY_LENGTH ? key : `…${[...key].slice(1 - KEY_LENGTH).join('')}`);
