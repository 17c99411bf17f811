/** What the form of a FeatureProbe toggle changes, as edits of its text. */
import { problem, type Path } from '../problem';
import { setValue } from '../syntax/edit';
import type { Edited } from '../syntax/text-edit';
import { nodeAt, type Structure } from '../syntax/node';
import { BUCKETS } from './checks';
import type { BucketRange } from './view';

/** Enables or disables the toggle at a path. */
export const setEnabled = (structure: Structure, toggle: Path, enabled: boolean): Edited => setValue(structure, [...toggle, 'enabled'], enabled);

/** Gives each variation its share of the ten thousand buckets, one behind the other; `serve` is the path of what has the split. */
export function setDistribution(structure: Structure, serve: Path, shares: readonly number[]): Edited {
  const path = [...serve, 'split', 'distribution'];
  if (nodeAt(structure.root, path)?.type !== 'list') return { ok: false, problem: problem('edit-missing', { path }) };
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (total !== BUCKETS || shares.some((share) => !Number.isInteger(share) || share < 0)) return { ok: false, problem: problem('shares-unfit', { path, params: { total: BUCKETS } }) };
  let from = 0;
  const distribution = shares.map((share): BucketRange[] => {
    const range: BucketRange = [from, (from += share)];
    return share === 0 ? [] : [range];
  });
  return setValue(structure, path, distribution);
}
