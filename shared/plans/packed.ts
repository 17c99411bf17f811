/**
 * Change sets on their way between main and the window. A hundred thousand changes of single keys would be cloned and checked one by
 * one, which holds up whoever receives them for a second; in columns they are a few strings and arrays, and are unpacked in parts.
 */
import { z } from 'zod';
import { fault, FaultError } from '../fault';
import { concatBytes } from '../model/key';
import { intentionSchemas, type ChangeSet, type Intention } from './intention';
import { finished, type Work } from './work';

type Single = Extract<Intention, { kind: 'set' | 'delete' }>;

/** Changes of single keys that follow one another. */
interface Run {
  readonly kind: 'run';
  readonly count: number;
  /** Joined by NUL, which no key holds. */
  readonly keys: string;
  /** Bytes of each value; -1 is null, -2 a deletion. */
  readonly sizes: Int32Array;
  /** The values, one after another. */
  readonly bytes: Uint8Array;
  /** What guards of the bases: `absent` is a version of {@link ABSENT}, and when a key was written is left out. */
  readonly created: BigInt64Array;
  readonly modified: BigInt64Array;
  readonly versions: Int32Array;
}

/** A change set in which changes of single keys are packed. */
export interface PackedChanges extends Omit<ChangeSet, 'intentions'> {
  readonly intentions: readonly (Intention | Run)[];
}

const NULL = -1;
const DELETION = -2;
/** No store counts so far down. */
const ABSENT = -2147483648;

/** Checks a run; what is in it is checked as it is unpacked. */
const runSchema = z
  .object({
    kind: z.literal('run'),
    count: z.number().int().min(1).max(100_000),
    keys: z.string(),
    sizes: z.instanceof(Int32Array),
    bytes: z.instanceof(Uint8Array),
    created: z.instanceof(BigInt64Array),
    modified: z.instanceof(BigInt64Array),
    versions: z.instanceof(Int32Array),
  })
  .refine(({ count, sizes, created, modified, versions }) => [sizes, created, modified, versions].every(({ length }) => length === count), 'its columns differ in length');

/** Checks a change set that came over IPC. */
export const changeSetSchema = z.object({
  title: z.string().max(500),
  reason: z.string().max(4000),
  restores: z.boolean().optional(),
  intentions: z
    .array(z.discriminatedUnion('kind', [...intentionSchemas, runSchema]))
    .min(1)
    .max(100_000),
}) as unknown as z.ZodType<PackedChanges>;

const isSingle = (intention: Intention): intention is Single => intention.kind === 'set' || intention.kind === 'delete';

/** Packs a change set at once. */
export const packChanges = (changes: ChangeSet): PackedChanges => finished(packing(changes));

/** Packs a change set. */
export function* packing({ intentions, ...about }: ChangeSet): Work<PackedChanges> {
  const packed: (Intention | Run)[] = [];
  for (let at = 0; at < intentions.length; ) {
    const intention = intentions[at] as Intention;
    if (!isSingle(intention)) {
      packed.push(intention);
      at++;
      continue;
    }
    const singles: Single[] = [];
    for (let next: Intention | undefined = intention; next && isSingle(next); next = intentions[++at]) {
      singles.push(next);
      yield;
    }
    packed.push(yield* packRun(singles));
  }
  return { ...about, intentions: packed };
}

function* packRun(singles: readonly Single[]): Work<Run> {
  const count = singles.length;
  const [sizes, versions] = [new Int32Array(count), new Int32Array(count)];
  const [created, modified] = [new BigInt64Array(count), new BigInt64Array(count)];
  const keys: string[] = [];
  const values: Uint8Array[] = [];
  for (const [at, single] of singles.entries()) {
    yield;
    keys.push(single.key);
    const value = single.kind === 'set' ? single.value : null;
    sizes[at] = single.kind === 'delete' ? DELETION : (value?.length ?? NULL);
    if (value) values.push(value);
    const { base } = single;
    versions[at] = base === 'absent' ? ABSENT : base.version;
    created[at] = base === 'absent' ? 0n : base.created;
    modified[at] = base === 'absent' ? 0n : base.modified;
  }
  return { kind: 'run', count, keys: keys.join('\0'), sizes, bytes: concatBytes(values), created, modified, versions };
}

/** Unpacks a change set at once. Values are views of one buffer. */
export const unpackChanges = (changes: PackedChanges): ChangeSet => finished(unpacking(changes));

/** Unpacks a change set. Throws the fault `invalid-request` where its columns do not fit each other. */
export function* unpacking({ intentions, ...about }: PackedChanges): Work<ChangeSet> {
  const unpacked: Intention[] = [];
  for (const intention of intentions) {
    if (intention.kind !== 'run') unpacked.push(intention);
    else for (const single of yield* unpackRun(intention)) unpacked.push(single);
  }
  return { ...about, intentions: unpacked };
}

const misfit = (): FaultError => new FaultError(fault('invalid', 'invalid-request', { detail: 'the columns of a change set do not fit each other' }));

function* unpackRun({ count, keys, sizes, bytes, created, modified, versions }: Run): Work<Single[]> {
  const singles: Single[] = [];
  let [from, start] = [0, 0];
  for (let at = 0; at < count; at++) {
    yield;
    const cut = keys.indexOf('\0', from);
    if (cut < 0 !== (at === count - 1)) throw misfit();
    const key = keys.slice(from, cut < 0 ? undefined : cut);
    from = cut + 1;
    const size = sizes[at] as number;
    const version = versions[at] as number;
    const base = version === ABSENT ? 'absent' : { created: created[at] as bigint, modified: modified[at] as bigint, version };
    const end = start + Math.max(size, 0);
    if (size < DELETION || end > bytes.length || (base !== 'absent' && (base.created < 0n || base.modified < 0n)) || (size === DELETION && base === 'absent')) {
      throw misfit();
    }
    const value = size < 0 ? null : bytes.subarray(start, end);
    singles.push(size === DELETION && base !== 'absent' ? { kind: 'delete', key, base } : { kind: 'set', key, value, base });
    start = end;
  }
  return singles;
}
