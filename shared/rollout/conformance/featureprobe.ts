/** FeatureProbe's public test vectors (server-sdk-specification, spec/toggle_simple_spec.json), run on our engines. */
import { z } from 'zod';
import { isSame } from '../../flags/syntax/node';
import type { Evaluation, Profile } from '../engine';
import { makeEngine } from '../make-engine';
import type { CaseResult } from './suite';

const caseSchema = z.object({
  name: z.string(),
  user: z.object({ key: z.string(), customValues: z.array(z.object({ key: z.string(), value: z.string() })) }),
  function: z.object({ name: z.string(), toggle: z.string(), default: z.unknown() }),
  expectResult: z.object({
    value: z.unknown(),
    reason: z.string().optional(),
    ruleIndex: z.number().optional(),
    noRuleIndex: z.boolean().optional(),
    version: z.number().optional(),
  }),
});

/** The file of the vectors. */
export const vectorsSchema = z.object({
  tests: z.array(z.object({ scenario: z.string(), fixture: z.looseObject({ toggles: z.record(z.string(), z.looseObject({ version: z.number() })) }), cases: z.array(caseSchema) })),
});

type Case = z.infer<typeof caseSchema>;

/** Runs all cases; the clock stands at 0, as none of them looks at it. */
export function runFeatureProbe(vectors: z.infer<typeof vectorsSchema>, profile: Profile): readonly CaseResult[] {
  return vectors.tests.flatMap(({ scenario, fixture, cases }) => {
    const engine = makeEngine(new TextEncoder().encode(JSON.stringify(fixture)), profile);
    return cases.map((one): CaseResult => {
      const { key, customValues } = one.user;
      const answer = engine.evaluate(one.function.toggle, { key, attributes: Object.fromEntries(customValues.map((attribute) => [attribute.key, attribute.value])) }, 0);
      return { name: `${scenario}: ${one.name}`, passed: fits(one, answer, fixture.toggles[one.function.toggle]?.version) };
    });
  });
}

/** A call of the SDK asks for a type: an answer of another is the default in the app's code. */
const types: Readonly<Record<string, string>> = { bool: 'boolean', string: 'string', number: 'number', json: 'object' };

function fits({ function: call, expectResult: expected }: Case, answer: Evaluation, version: number | undefined): boolean {
  const mismatch = answer.value !== undefined && typeof answer.value !== types[call.name.split('_')[0] ?? ''];
  const value = mismatch || answer.value === undefined ? call.default : answer.value;
  if (!isSame(value, expected.value)) return false;
  if (expected.reason !== undefined && !wordsOf(answer, mismatch).includes(expected.reason)) return false;
  if (expected.ruleIndex !== undefined && answer.rule !== expected.ruleIndex) return false;
  if (expected.noRuleIndex === true && answer.rule !== null) return false;
  return expected.version === undefined || expected.version === version;
}

/** The reason as the specification words it. */
function wordsOf({ reason, problems }: Evaluation, mismatch: boolean): string {
  const has = (code: string): boolean => problems.some((problem) => problem.code === code);
  if (mismatch) return 'value type mismatch';
  if (reason === 'absent') return 'toggle not exist';
  if (reason !== 'prerequisite') return reason;
  if (has('prerequisite-unknown')) return 'prerequisite not exist';
  return has('prerequisite-depth') ? 'prerequisite depth overflow' : 'disabled.';
}
