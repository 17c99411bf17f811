/** The key of one source as another source would have it: the same one, or the one that lies the same way below its root. */
import type { Key } from '../../shared/model/key';
import { separatorOf, type Source, type SourceId } from '../../shared/model/source';
import { prefixOf } from './compare';
import { dataOf } from './data';
import { sources } from './state';

/** The first that is there, the one below the root where none is. */
export function sameKeyIn(sourceId: SourceId, { sourceId: ownId, key }: { readonly sourceId: SourceId; readonly key: Key }): Key {
  const [there, own] = [sources[sourceId]?.info.source, sources[ownId]?.info.source];
  if (there === undefined || own === undefined || sourceId === ownId) return key;
  const moved = keyBelow(there, own, key);
  return [key, moved].find((candidate) => isEntry(sourceId, candidate)) ?? moved;
}

function isEntry(sourceId: SourceId, key: Key): boolean {
  const data = dataOf(sourceId);
  const handle = data?.handleOf(key);
  return data !== undefined && handle !== undefined && data.isEntry(handle);
}

/** A key taken from below one source's root to below another's, with what cuts keys there. */
function keyBelow(there: Source, own: Source, key: Key): Key {
  const [root, separator] = [prefixOf(there), separatorOf(there)];
  const from = prefixOf(own);
  const steps = (key.startsWith(from) ? key.slice(from.length) : key).split(separatorOf(own)).filter((step, index) => index > 0 || step !== '');
  const below = steps.join(separator);
  if (root === '') return key.startsWith(separatorOf(own)) ? `${separator}${below}` : below;
  return root.endsWith(separator) ? `${root}${below}` : `${root}${separator}${below}`;
}
