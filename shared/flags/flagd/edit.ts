/** What the form of a flagd flag changes, as edits of its text. */
import type { Path } from '../problem';
import { setValue } from '../syntax/edit';
import type { Edited } from '../syntax/text-edit';
import { nodeAt, plain, type Structure } from '../syntax/node';
import { problem } from '../problem';

/** Enables or disables the flag at a path. */
export const setState = (structure: Structure, flag: Path, enabled: boolean): Edited => setValue(structure, [...flag, 'state'], enabled ? 'ENABLED' : 'DISABLED');

/** Sets the variant that is served where no rule matches; null leaves it to the app's code. */
export const setDefaultVariant = (structure: Structure, flag: Path, variant: string | null): Edited => setValue(structure, [...flag, 'defaultVariant'], variant);

/** Sets the weights of a split (its path is in the view) in the order of its buckets. */
export function setWeights(structure: Structure, split: Path, weights: readonly number[]): Edited {
  const node = nodeAt(structure.root, split);
  const args = node && plain(node);
  if (!Array.isArray(args) || args.filter(Array.isArray).length !== weights.length) return { ok: false, problem: problem('edit-missing', { path: split }) };
  let next = 0;
  const weighted = args.map((bucket: unknown) => {
    if (!Array.isArray(bucket)) return bucket;
    const weight = weights[next++];
    // a bucket without a weight has 1
    return bucket.length === 1 && weight === 1 ? (bucket as unknown[]) : [bucket[0], weight];
  });
  return setValue(structure, split, weighted);
}
