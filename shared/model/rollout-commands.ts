/** The part of the contract that simulates rollouts: commands of the window and what they answer with. */
import { z } from 'zod';
import type { Segment } from '../rollout/segments';
import type { Rewritten } from '../rollout/rewrite';
import {
  cellSchema, MOST_SIDES, MOST_USERS_PAGE, populationId, populationName, populationSchema, rolloutSideSchema, segmentsSchema, userSchema, userSearchSchema,
  type Explained, type Moves, type PopulationInfo, type SimulationNews, type UsersFound, type UsersPage,
} from './rollout';
import type { SuiteResult } from '../rollout/conformance/suite';
import { sharesRequestSchema, type SharesAnswer } from './shares';

const page = { start: z.number().int().min(0), limit: z.number().int().min(1).max(MOST_USERS_PAGE) };
const sides = z.array(rolloutSideSchema).min(1).max(MOST_SIDES);

/** Input schemas of the commands. */
export const rolloutCommands = {
  'population:list': z.object({}),
  /** Keeps a population, in the place of the one with this id. */
  'population:keep': z.object({ id: populationId.optional(), name: populationName, of: populationSchema }),
  'population:remove': z.object({ id: populationId }),
  /** Asks for a file of users, reads it, and keeps its name. */
  'population:open': z.object({}),
  /** Reads the file of a population anew; `keyName` says which column or property is the key. */
  'population:reread': z.object({ id: populationId, keyName: z.string().max(1000) }),
  /** Gives up reading a file, by the id of the reading. */
  'population:cancel': z.object({ reading: z.string().max(64) }),
  'population:users': z.object({ id: populationId, ...page }),
  /** Evaluates a population on every side, in the place of the simulation that runs. Answers when it is done. */
  'rollout:simulate': z.object({ ticket: z.string().max(64), populationId, sides }),
  'rollout:cancel': z.object({}),
  'rollout:users': cellSchema.extend(page),
  'rollout:moves': cellSchema,
  /** Asks for a file of observed counts. */
  'rollout:open-counts': z.object({}),
  /** Who is served something on each side, by the values of an attribute. */
  'rollout:segments': segmentsSchema,
  /** How a draft's splits move fewer users from the live document, in the place of the question before it. */
  'rollout:rewrite': z.object({ live: rolloutSideSchema, draft: rolloutSideSchema }),
  /** How a user comes to an answer on each side. */
  'rollout:explain': z.object({ sides, user: userSchema }),
  /** Looks for users who land somewhere, in the place of the search that runs. */
  'rollout:find': userSearchSchema,
  /** Gives up that search. */
  'rollout:find-cancel': z.object({}),
  /** Runs the vectors that come with the app on our engines. */
  'rollout:conformance': z.object({}),
  /** Whom flags serve what, in the place of the last such question about keys, or about flags of a key. Ask again for what is pending. */
  'rollout:shares': sharesRequestSchema,
} as const;

/** What each of them answers with. */
export interface RolloutOutput {
  'population:list': readonly PopulationInfo[];
  'population:keep': PopulationInfo;
  'population:remove': null;
  /** Null where no file was chosen. */
  'population:open': PopulationInfo | null;
  'population:reread': PopulationInfo;
  'population:cancel': null;
  'population:users': UsersPage;
  'rollout:simulate': SimulationNews;
  'rollout:cancel': null;
  'rollout:users': UsersPage;
  'rollout:moves': Moves;
  /** Its text; null where no file was chosen. */
  'rollout:open-counts': string | null;
  'rollout:segments': readonly Segment[];
  'rollout:rewrite': Rewritten;
  'rollout:explain': Explained;
  'rollout:find': UsersFound;
  'rollout:find-cancel': null;
  'rollout:conformance': readonly SuiteResult[];
  /** An answer for each key or flag that was asked for, in that order. */
  'rollout:shares': readonly SharesAnswer[];
}
