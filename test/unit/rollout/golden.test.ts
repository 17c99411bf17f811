import { FlagdCore } from '@openfeature/flagd-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { conformance } from '../../../shared/rollout/conformance/conformance';
import { goldenSchema, ways } from '../../../shared/rollout/conformance/flagd';
import golden from '../../../shared/rollout/vectors/flagd/golden.json';
import { clocks, document, users } from './golden-cases';
import { murmurOfBytes } from './written-hash';
import { writtenAnswer } from './written-rule';

type Way = keyof typeof ways;
type Answer = readonly [string | null, string];

const quiet = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };
const wayNames = Object.keys(ways) as Way[];
const reasons: Readonly<Record<string, string>> = { STATIC: 'static', TARGETING_MATCH: 'match', DEFAULT: 'default', DISABLED: 'disabled', ERROR: 'error' };

afterEach(() => void vi.useRealTimers());

/** What flagd-core answers, asked as any app asks it, at a time that the whole process has. */
function coreAnswer(core: FlagdCore, flag: string, { key, attributes }: (typeof users)[number], clock: number): Answer {
  vi.useFakeTimers({ now: clock * 1000, toFake: ['Date'] });
  const context = { ...attributes, ...(key === null ? {} : { targetingKey: key }) } as never;
  const found = core.resolveObjectEvaluation(flag, {}, context, quiet);
  // asked for another type it says so only after it has decided; what it had decided is what counts here
  const own = found.errorCode === 'TYPE_MISMATCH' ? core.getFlag(flag)?.evaluate(context, quiet) : found;
  return [own?.variant ?? null, reasons[own?.reason ?? ''] ?? ''];
}

/** The document with its shared rules in their places. */
const written = JSON.parse(
  Object.entries(document.$evaluators).reduce((text, [name, logic]) => text.split(`{"$ref":"${name}"}`).join(JSON.stringify(logic)), JSON.stringify(document.flags)),
) as Readonly<Record<string, Parameters<typeof writtenAnswer>[1]>>;

function allCases() {
  const core = new FlagdCore(undefined, quiet, { disableDynamicCodeGeneration: true });
  core.setConfigurations(JSON.stringify(document));
  return Object.entries(written).flatMap(([flag, rule]) =>
    users.flatMap((user, index) =>
      (flag === 'scheduled' ? clocks : clocks.slice(1)).map((clock) => {
        const byRule = (way: Way): Answer => writtenAnswer(flag, rule, user, clock, { version: way.startsWith('v1') ? 'v1' : 'v2', hash: way.endsWith('js') ? 'js' : 'utf8' });
        const answers = { 'v2 js': coreAnswer(core, flag, user, clock), 'v2 utf8': byRule('v2 utf8'), 'v1 js': byRule('v1 js'), 'v1 utf8': byRule('v1 utf8') };
        return { flag, user: index, clock, answers, byRule: byRule('v2 js') };
      }),
    ),
  );
}

describe('the golden cases of flagd', () => {
  it('are what the pinned flagd-core answers', async () => {
    const lines = allCases().map(({ flag, user, clock, answers }) => `    ${JSON.stringify({ flag, user, clock, answers })}`);
    const text = `{\n  "document": ${JSON.stringify(document)},\n  "users": ${JSON.stringify(users)},\n  "cases": [\n${lines.join(',\n')}\n  ]\n}\n`;
    await expect(text).toMatchFileSnapshot('../../../shared/rollout/vectors/flagd/golden.json');
  });

  it('are what the written rule says, computed without flagd-core', () => {
    for (const { flag, user, clock, answers, byRule } of allCases()) expect({ flag, user, clock, answer: byRule }).toEqual({ flag, user, clock, answer: answers['v2 js'] });
  });

  it('tell all four ways to split apart', () => {
    const { cases } = goldenSchema.parse(golden);
    for (const one of wayNames) {
      for (const other of wayNames) if (one !== other) expect(cases.some(({ answers }) => answers[one][0] !== answers[other][0])).toBe(true);
    }
  });
});

describe('the vectors that come with the app', () => {
  it('hold, every one', () => {
    const results = conformance();
    expect(results.map(({ suite }) => suite)).toEqual(['FeatureProbe specification', 'flagd v2 js', 'flagd v2 utf8', 'flagd v1 js', 'flagd v1 utf8']);
    for (const result of results) expect(result).toEqual({ ...result, failed: 0, failures: [] });
    expect(results.every(({ passed }) => passed >= 41)).toBe(true);
  });
});

describe('the hash of the written rule', () => {
  // of the reference implementation, for seed 0 (SMHasher, and its ports)
  it.each([
    ['', 0],
    ['hello', 0x248bfa47],
    ['hello, world', 0x149bbb7f],
    ['The quick brown fox jumps over the lazy dog', 0x2e4ff723],
  ])('is MurmurHash3: %s', (text, hash) => {
    expect(murmurOfBytes([...new TextEncoder().encode(text)])).toBe(hash);
  });
});
