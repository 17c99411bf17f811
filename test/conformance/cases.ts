/** A scenario of the testbed on an engine. */
import type { PickleStep } from '@cucumber/messages';
import { isSame } from '../../shared/flags/syntax/node';
import type { Context, Engine, Evaluation } from '../../shared/rollout/engine';

/** `unsaid` is a scenario about what engines do not answer. */
export type Outcome = { readonly kind: 'passed' | 'unsaid' } | { readonly kind: 'failed'; readonly why: string };

const types: Readonly<Record<string, string>> = { Boolean: 'boolean', String: 'string', Integer: 'number', Float: 'number', Object: 'object' };
const reasonNames: Readonly<Record<Evaluation['reason'], string>> = { static: 'STATIC', match: 'TARGETING_MATCH', default: 'DEFAULT', disabled: 'DISABLED', error: 'ERROR', absent: 'ERROR', prerequisite: 'ERROR' };

function valueOf(type: string, text: string): unknown {
  switch (type) {
    case 'Boolean':
      return text === 'true';
    case 'Integer':
    case 'Float':
      return Number(text);
    case 'Object':
      return JSON.parse(text.replaceAll('\\"', '"')) as unknown;
    default:
      return text;
  }
}

interface Scene {
  flag: { readonly type: string; readonly key: string; readonly fallback: unknown } | null;
  user: Context;
  answer: Evaluation | null;
}

const withAttribute = ({ key, attributes }: Context, name: string, value: unknown): Context => ({ key, attributes: { ...attributes, [name]: value } });

/** Each step that scenarios use: it changes the scene, or gives what is wrong. */
const steps: readonly (readonly [RegExp, (scene: Scene, engine: Engine, ...words: string[]) => string | void])[] = [
  [/^an evaluator$/, () => {}],
  [/^a (\w+)-flag with key "(.*)" and a fallback value "(.*)"$/, (scene, _, type = '', key = '', fallback = '') => void (scene.flag = { type, key, fallback: valueOf(type, fallback) })],
  [/^a context containing a targeting key with value "(.*)"$/, (scene, _, key = '') => void (scene.user = { ...scene.user, key })],
  [/^a context containing a key "(.*)", with type "(.*)" and with value "(.*)"$/, (scene, _, name = '', type = '', value = '') => void (scene.user = withAttribute(scene.user, name, valueOf(type, value)))],
  [
    /^a context containing a nested property with outer key "(.*)" and inner key "(.*)", with value "(.*)"$/,
    (scene, _, outer = '', inner = '', value = '') => void (scene.user = withAttribute(scene.user, outer, { [inner]: value })),
  ],
  [/^the flag was evaluated with details$/, (scene, engine) => void (scene.answer = engine.evaluate(scene.flag?.key ?? '', scene.user, Date.now() / 1000))],
  [
    /^the resolved details value should be "(.*)"$/,
    (scene, _, text = '') => {
      const wanted = valueOf(scene.flag?.type ?? '', text);
      const found = servedTo(scene);
      return isSame(found, wanted) ? undefined : `the value is ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`;
    },
  ],
  [/^the reason should be "(.*)"$/, ({ answer }, _, wanted) => (answer !== null && reasonNames[answer.reason] === wanted ? undefined : `the reason is ${answer?.reason}, not ${wanted}`)],
  [/^the error-code should be "(.*)"$/, (scene, _, wanted) => (errorOf(scene) === wanted ? undefined : `the error is ${errorOf(scene)}, not ${wanted}`)],
];

const isMistyped = ({ flag, answer }: Scene): boolean => answer !== null && answer.value !== undefined && typeof answer.value !== types[flag?.type ?? ''];

/** What an app is given, which asks for a type and has a default. */
const servedTo = (scene: Scene): unknown => (scene.answer?.value === undefined || isMistyped(scene) ? scene.flag?.fallback : scene.answer.value);

function errorOf(scene: Scene): string | undefined {
  const { answer } = scene;
  if (answer?.reason === 'absent') return 'FLAG_NOT_FOUND';
  if (isMistyped(scene)) return 'TYPE_MISMATCH';
  if (answer?.reason !== 'error') return undefined;
  return answer.problems.some(({ code }) => code === 'rule-refused') ? 'PARSE_ERROR' : 'GENERAL';
}

/** Runs the steps of a scenario. */
export function runCase(scenario: readonly PickleStep[], engine: Engine): Outcome {
  if (scenario.some(({ text }) => text.startsWith('the resolved metadata '))) return { kind: 'unsaid' };
  const scene: Scene = { flag: null, user: { key: null, attributes: {} }, answer: null };
  for (const { text } of scenario) {
    const step = steps.find(([pattern]) => pattern.test(text));
    if (step === undefined) return { kind: 'failed', why: `nothing is known of the step: ${text}` };
    const why = step[1](scene, engine, ...(step[0].exec(text)?.slice(1) ?? []));
    if (typeof why === 'string') return { kind: 'failed', why };
  }
  return { kind: 'passed' };
}
