/** Values that are hidden on the screen because their keys look like secrets, until somebody asks to see one. */
import type { Key } from '../../shared/model/key';
import { isSecretKey } from '../../shared/model/secret-keys';
import { separatorOf, type SourceId } from '../../shared/model/source';
import { dataOf } from './data';
import { sources } from './state';

/** Whether a value is hidden where nobody has asked for it. The state of a flag is no secret, whatever the flag is called. */
export const hidesValue = (key: Key, text: string | null, separator: string): boolean => text !== 'true' && text !== 'false' && isSecretKey(key, undefined, separator);

/** Whether the value of a key is hidden now. */
export function isHidden(sourceId: SourceId, key: Key): boolean {
  const state = sources[sourceId];
  const data = dataOf(sourceId);
  const handle = data?.handleOf(key);
  if (state === undefined || data === undefined || handle === undefined) return false;
  const { value, complete } = data.held(handle);
  const text = complete && value !== null ? new TextDecoder().decode(value) : null;
  return hidesValue(key, text, separatorOf(state.info.source)) && !state.shownSecrets.includes(key);
}

/** Shows the value of a key for as long as this window lives. */
export function showSecret(sourceId: SourceId, key: Key): void {
  const state = sources[sourceId];
  if (state !== undefined && !state.shownSecrets.includes(key)) state.shownSecrets.push(key);
}
