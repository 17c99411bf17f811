import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profileNames, reasons, type Context } from '../../../shared/rollout/engine';
import { makeEngine } from '../../../shared/rollout/make-engine';
import { bytes } from '../../support/entries';
import { repository } from './repositories';
import { flagdDocument } from './rules';

const odd = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom<unknown>(null, [], {}, '', 0, -1, { toString: 1 }, JSON.parse('{"__proto__":{"toString":null}}')));

/** A document in which some values are replaced by odd ones, wherever they stand. */
const damaged = fc.tuple(fc.oneof(flagdDocument, repository), fc.array(fc.tuple(fc.nat(), odd), { maxLength: 3 })).map(([document, changes]) => {
  let text = JSON.stringify(document);
  for (const [at, value] of changes) {
    let count = 0;
    const places = [...text.matchAll(/(?<=[:[,])(?:"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null|\[\]|\{\})(?=[,\]}])/g)];
    text = places.length === 0 ? text : text.replace(/(?<=[:[,])(?:"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null|\[\]|\{\})(?=[,\]}])/g, (found) => (count++ === at % places.length ? JSON.stringify(value) : found));
  }
  return text;
});
const documents = fc.oneof({ weight: 6, arbitrary: damaged.map(bytes) }, { weight: 1, arbitrary: fc.jsonValue().map((value) => bytes(JSON.stringify(value))) }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) });

const values = fc.oneof(odd, fc.constantFrom<unknown>(undefined, Number.NaN, 5n, Symbol.iterator, () => 1, new Date(0), Object.create(null)));
const contexts = fc.record({ key: fc.option(fc.string()), attributes: fc.dictionary(fc.constantFrom('email', 'age', 'city', 'targetingKey', 'constructor', '__proto__', 'toString', '$flagd'), values) }) as fc.Arbitrary<Context>;
const clocks = fc.oneof(fc.double(), fc.constantFrom(0, -1, Number.NaN, Number.POSITIVE_INFINITY));

describe('an engine', () => {
  it('never throws, whatever the document, the user and the clock, and answers the same again', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(documents, contexts, clocks, (document, user, clock) => {
        for (const name of profileNames) {
          const engine = makeEngine(document, { name }, 'alone');
          for (const flag of [...engine.flags, 'one', '', '__proto__', 'constructor']) {
            const answer = engine.evaluate(flag, user, clock);
            const { value, index, reason, problems } = engine.explain(flag, user, clock);
            seen.add(answer.reason);
            expect({ value, index, reason, problems }).toEqual({ value: answer.value, index: answer.index, reason: answer.reason, problems: answer.problems });
            // what is served is one of the variants, at its index
            if (answer.index >= 0) expect(engine.variants(flag)[answer.index]?.value).toEqual(answer.value);
            else expect(answer.value).toBeUndefined();
          }
        }
      }),
      { numRuns: 300 },
    );
    expect([...seen].toSorted()).toEqual([...reasons].toSorted());
  });

  it.each([{ reduce: null }, { every: null }, { eachKey: 0 }])('fails on %j, on which json-logic-engine fails before any user, and on no flag beside it', (condition) => {
    const flag = (targeting: unknown) => ({ state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting });
    const engine = makeEngine(bytes(JSON.stringify({ flags: { broken: flag({ if: [condition, 'on', 'off'] }), fine: flag({ if: [true, 'on'] }) } })), { name: 'flagd-v2' });
    const answers = ['broken', 'fine'].map((name) => engine.evaluate(name, { key: 'a', attributes: {} }, 0));
    expect(answers).toMatchObject([{ reason: 'error', problems: [{ code: 'rule-failed' }] }, { reason: 'match', value: true }]);
  });
});
