/**
 * Golden cases for flagd: answers of the pinned flagd-core (`v2 js`) and of the written rule (all four ways to split), which a test computes anew
 * (test/unit/rollout/golden.test.ts).
 */
import { z } from 'zod';
import type { Profile } from '../engine';
import { makeEngine } from '../make-engine';
import type { CaseResult } from './suite';

/** Ways to split, by profile and hash. */
export const ways = {
  'v2 js': { name: 'flagd-v2', hash: 'js' },
  'v2 utf8': { name: 'flagd-v2', hash: 'utf8' },
  'v1 js': { name: 'flagd-v1', hash: 'js' },
  'v1 utf8': { name: 'flagd-v1', hash: 'utf8' },
} as const satisfies Readonly<Record<string, Profile>>;

const answerSchema = z.tuple([z.string().nullable(), z.string()]);

/** The file of golden cases. An answer is a variant, null for the default in the app's code, and a reason. */
export const goldenSchema = z.object({
  document: z.looseObject({}),
  users: z.array(z.object({ key: z.string().nullable(), attributes: z.record(z.string(), z.unknown()) })),
  cases: z.array(z.object({ flag: z.string(), user: z.int(), clock: z.number(), answers: z.record(z.enum(['v2 js', 'v2 utf8', 'v1 js', 'v1 utf8']), answerSchema) })),
});

/** Runs all cases of one way to split. */
export function runFlagd({ document, users, cases }: z.infer<typeof goldenSchema>, way: keyof typeof ways): readonly CaseResult[] {
  const engine = makeEngine(new TextEncoder().encode(JSON.stringify(document)), ways[way]);
  return cases.map(({ flag, user, clock, answers }): CaseResult => {
    const asked = users[user];
    const [variant, reason] = answers[way];
    if (asked === undefined) return { name: `${flag}: user ${user}`, passed: false };
    const answer = engine.evaluate(flag, asked, clock);
    const served = engine.variants(flag)[answer.index]?.name ?? null;
    return { name: `${flag}: user ${user}`, passed: served === variant && answer.reason === reason };
  });
}
