/** Work in parts: what takes long with many keys yields between its parts, so that whoever drives it can let others have a turn, or give it up. */
export type Work<T> = Generator<undefined, T>;

/** Does all of it at once. */
export function finished<T>(work: Work<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Items that are sorted without letting others have a turn. */
const RUN = 1024;

/** Sorts as `Array.sort` does, in parts. */
export function* sorting<T>(items: readonly T[], compare: (a: T, b: T) => number): Work<T[]> {
  let runs: T[][] = [];
  for (let at = 0; at < items.length; at += RUN) {
    runs.push(items.slice(at, at + RUN).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2) merged.push(yield* merging(runs[at] ?? [], runs[at + 1] ?? [], compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

function* merging<T>(left: T[], right: T[], compare: (a: T, b: T) => number): Work<T[]> {
  const [last, first] = [left.at(-1), right[0]];
  // what comes in order stays as it is
  if (last === undefined || first === undefined || compare(last, first) <= 0) return right.length === 0 ? left : left.concat(right);
  const merged: T[] = [];
  let [a, b] = [0, 0];
  while (a < left.length && b < right.length) {
    const [one, other] = [left[a] as T, right[b] as T];
    const isFirst = compare(one, other) <= 0;
    merged.push(isFirst ? one : other);
    if (isFirst) a++;
    else b++;
    yield;
  }
  while (a < left.length) merged.push(left[a++] as T);
  while (b < right.length) merged.push(right[b++] as T);
  return merged;
}
