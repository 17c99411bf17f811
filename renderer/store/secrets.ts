/** Values that are hidden on the screen because their keys look like secrets, until somebody asks to see one. */
import type { Key } from '../../shared/model/key';
import { isSecretKey } from '../../shared/model/secret-keys';
import type { SourceId } from '../../shared/model/source';
import { sources } from './state';

/** Whether a value is hidden where nobody has asked for it. The state of a flag is no secret, whatever the flag is called. */
export const hidesValue = (key: Key, text: string | null, separator = '/'): boolean => text !== 'true' && text !== 'false' && isSecretKey(key, undefined, separator);

/** Shows the value of a key for as long as this window lives. */
export function showSecret(sourceId: SourceId, key: Key): void {
  const state = sources[sourceId];
  if (state !== undefined && !state.shownSecrets.includes(key)) state.shownSecrets.push(key);
}
