/** Simulated rollouts, as main and the window speak of them. */
import { z } from 'zod';
import type { Problem } from '../flags/problem';
import type { AttributeUse } from '../rollout/attribute-use';
import { profileNames, type Explanation } from '../rollout/engine';
import type { AttributeFacts } from '../rollout/population/facts';
import type { Found } from '../rollout/find/find';
import type { Noticed, UseCount } from '../rollout/noticing';
import type { BrokenLine } from '../rollout/population/records';
import { syntheticSpec, type SyntheticSpec } from '../rollout/population/spec';
import type { User } from '../rollout/population/user';
import type { Outcome, Why } from '../rollout/simulation';
import { sourceIdSchema } from './source';

/** Most keys of users that can be pasted. */
export const MOST_PASTED = 100_000;
/** Most keys that are kept of all pasted populations together: they stand in one small file that is written as a whole. */
export const MOST_PASTED_ALL = 500_000;
/** Most populations that are kept. */
export const MOST_POPULATIONS = 100;
/** Most sides of one simulation: the steps of a ramp. */
export const MOST_SIDES = 24;
/** Most users of a page. */
export const MOST_USERS_PAGE = 500;
/** Most users that are found at once. */
export const MOST_FOUND = 500;

/** Who is simulated. The path of a file is known to main alone: a person chose it in the system's own dialog. */
export const populationSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('synthetic'), spec: syntheticSpec }),
  z.object({ kind: z.literal('pasted'), keys: z.array(z.string().min(1).max(1000)).min(1).max(MOST_PASTED) }),
]);
export type PopulationDraft = z.infer<typeof populationSchema>;

export const populationId = z.string().min(1).max(64);
export const populationName = z.string().trim().min(1).max(200);

/** What the window knows of a population: neither where a file lies nor the keys that were pasted. */
export interface PopulationInfo {
  readonly id: string;
  readonly name: string;
  readonly kind: 'synthetic' | 'pasted' | 'file';
  /** Another one whenever other users are kept under this id. */
  readonly revision: number;
  /** Users; null for a file that has not been read in this run. */
  readonly size: number | null;
  readonly attributes: readonly string[];
  readonly spec?: SyntheticSpec;
  readonly file?: FileFacts;
}

/** What the window knows of a file of users. Until it has been read in this run, only the name of the key. */
export interface FileFacts {
  /** The column or property that gives users their keys. */
  readonly keyName: string;
  readonly brokenCount: number;
  /** The first ten. */
  readonly broken: readonly BrokenLine[];
  /** Whether the file has more users than are read. */
  readonly cut: boolean;
  readonly facts: readonly AttributeFacts[];
}

/** A file of users that is being read. */
export interface UsersReading {
  readonly id: string;
  readonly name: string;
  /** Bytes read, and in the whole file. */
  readonly read: number;
  readonly of: number;
}

const profileSchema = z.object({ name: z.enum(profileNames), hash: z.enum(['js', 'utf8']).optional() });

/** One side of a simulation: a key as it is now, as it was at a revision, or as `text` says it would be. */
export const rolloutSideSchema = z.object({
  sourceId: sourceIdSchema,
  key: z.string().max(2 * 1024 * 1024),
  /** The flag in the document; for a document of one flag, how it is called. */
  flag: z.string().max(2000),
  profile: profileSchema,
  /** The draft; the value in the store where it is left out. */
  text: z.string().max(4 * 1024 * 1024).optional(),
  /** The revision that the value is of, where it is not the one of now. */
  at: z.string().regex(/^\d{1,20}$/).optional(),
  /** Seconds since 1970. */
  clock: z.number().min(-8.64e12).max(8.64e12),
});
export type RolloutSide = z.infer<typeof rolloutSideSchema>;

const attributes = z.record(z.string().max(1000), z.json());

export const userSchema = z.object({ key: z.string().max(10_000), attributes });

/** What a side is, known once its document has been read. */
export interface SideMade {
  /** What is wrong with the document, as far as the flag is concerned. */
  readonly problems: readonly Problem[];
  readonly flags: readonly string[];
  /** Which rule stands without a condition, as a why counts; null for none. */
  readonly otherwise: number | null;
}

/** A place at which a side's rules look at an attribute, and how many users have a value for it. */
export type AttributeLook = Pick<AttributeUse, 'name' | 'place' | 'wanted'> & UseCount;

/** What is known of a side of a simulation. */
export interface SideNews extends SideMade {
  /** False where readers fail on the document or the flag, so that no rules are run. */
  readonly evaluable: boolean;
  /** Users of whom `looks` and `noticed` tell: all, but for those that a thread took along when it was ended. */
  readonly looked: number;
  readonly looks: readonly AttributeLook[];
  /** What the rules came to a stop at, with how many users and a few of their keys. */
  readonly noticed: Noticed['problems'];
}

/** How far a simulation has got: who goes from what to what between two of its sides. */
export interface SimulationNews {
  /** The window's own name for what it asked. */
  readonly ticket: string;
  readonly id: string;
  readonly done: number;
  readonly size: number;
  /** What may be served; the default in the app's code and what did not end in time are the two places after these. */
  readonly outcomes: readonly Outcome[];
  /** For each side but the last: users who go from each place (rows) to each place (columns) of the next side; one side alone goes to itself. */
  readonly matrices: readonly Uint32Array[];
  /** One of them that is a draft and cannot be evaluated keeps the simulation from being run: nobody is done then. */
  readonly sides: readonly SideNews[];
  /** Users on whom the rules did not come to an end. */
  readonly timedOut: number;
}

export const cellSchema = z.object({
  id: z.string().max(64),
  /** The first of two sides that follow each other. */
  side: z.number().int().min(0).max(MOST_SIDES),
  from: z.number().int().min(0).max(100_000),
  to: z.number().int().min(0).max(100_000),
});

/** Users of a cell of a matrix. */
export interface UsersPage {
  readonly users: readonly (User & { readonly index: number })[];
  /** Where to go on; null at the end. */
  readonly next: number | null;
}

/** Who of a simulation is asked for by the values of an attribute: those served the outcome of this place of `outcomes`. */
export const segmentsSchema = z.object({ id: z.string().max(64), attribute: z.string().max(1000), place: z.number().int().min(0).max(100_000) });

/** Why users of a cell moved, the most frequent first. */
export type Moves = readonly { readonly before: Why; readonly after: Why; readonly count: number }[];

/** The answer for one user on each side that was asked for. */
export interface Explained {
  readonly sides: readonly (SideMade & { readonly explanation: Explanation; readonly outcome: Outcome | null })[];
}

/**
 * Which users are looked for: where they are to land, and who is tried: those of a population, invented keys with the attributes of its users in
 * turn, or invented keys with attributes that are the same for all.
 */
export const userSearchSchema = z.object({
  side: rolloutSideSchema,
  target: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('variant'), name: z.string().nullable() }),
    z.object({ kind: z.literal('rule'), rule: z.number().int().min(0).nullable() }),
    z.object({ kind: z.literal('boundary') }),
  ]),
  among: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('users'), populationId }),
    z.object({ kind: z.literal('invented'), pattern: syntheticSpec.shape.key, populationId }),
    z.object({ kind: z.literal('typed'), pattern: syntheticSpec.shape.key, attributes }),
  ]),
  count: z.number().int().min(1).max(MOST_FOUND),
});
export type UserSearch = z.infer<typeof userSearchSchema>;

/** Users who were found, and what was asked. */
export type UsersFound = Found & SideMade;
