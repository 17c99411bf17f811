import i18next from 'i18next';
import { afterAll, describe, expect, it } from 'vitest';
import '../../../renderer/ui/text';
import { conditionWords } from '../../../renderer/views/forms/targeting-words';
import { ruleWords } from '../../../renderer/views/forms/toggle-words';
import type { Words } from '../../../renderer/ui/text';
import type { Piece } from '../../../renderer/views/forms/pieces';

const words = i18next.getFixedT(null, 'window') as Words;
const textOf = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('');
const said = (logic: unknown): string => textOf(conditionWords(logic, words));

afterAll(() => i18next.changeLanguage('en'));

describe('a condition of flagd', () => {
  it('reads as a sentence', () => {
    expect(said({ '==': [{ var: 'plan' }, 'pro'] })).toBe('plan is "pro"');
    expect(said({ in: [{ var: 'country' }, ['DE', 'FR']] })).toBe('country is one of "DE" or "FR"');
    expect(said({ in: ['@example.com', { var: 'email' }] })).toBe('email contains "@example.com"');
    expect(said({ '!': { in: [{ var: 'country' }, ['DE']] } })).toBe('country is none of "DE"');
    expect(said({ sem_ver: [{ var: 'app' }, '^', '9.4.0'] })).toBe('app has the major version of "9.4.0"');
    expect(said({ '<': [1, { var: 'age' }, 9] })).toBe('age is between 1 and 9');
    expect(said({ $ref: 'staff' })).toBe('the shared rule staff holds');
    expect(said({ var: ['beta', false] })).toBe('beta (or else false) is set');
    expect(said(true)).toBe('always');
  });

  it('brackets an alternative inside a conjunction, and nothing else', () => {
    const or = { or: [{ '>': [{ var: 'age' }, 17] }, { '!': { var: 'minor' } }] };
    expect(said(or)).toBe('age is more than 17 or minor is not set');
    expect(said({ and: [or, { '!=': [{ var: 'plan' }, 'free'] }] })).toBe('(age is more than 17 or minor is not set) and plan is not "free"');
  });

  it('stands as its JSON where there are no words for it', () => {
    for (const logic of [{ unknown: [1, 2] }, { '==': [1] }, { sem_ver: [{ var: 'app' }, '?', '1.0.0'] }, { toString: [{ var: 'a' }, 1] }, 7]) expect(said(logic)).toBe(JSON.stringify(logic));
    expect(said({ '>': [{ '%': [{ var: 'id' }, 2] }, 0] })).toBe('{"%":[{"var":"id"},2]} is more than 0');
  });

  it('keeps what stands in the flag as it is, whatever it looks like', () => {
    expect(said({ '==': [{ var: '{{b}}' }, '$t(form.form) {{a}}'] })).toBe('{{b}} is "$t(form.form) {{a}}"');
  });
});

describe('the conditions of a FeatureProbe rule', () => {
  const condition = (type: string, subject: string, predicate: string, ...objects: string[]) => ({ type, subject, predicate, objects });

  it('read as one sentence', () => {
    expect(textOf(ruleWords([condition('string', 'city', 'is one of', 'Paris', 'Rome'), condition('semver', 'app', '>=', '2.0.0')], words))).toBe(
      'city is one of "Paris" or "Rome" and app is version "2.0.0" or later',
    );
    expect(textOf(ruleWords([condition('segment', 'user', 'is in', 'staff')], words))).toBe('the user is in the segment staff');
    expect(textOf(ruleWords([], words))).toBe('always');
  });

  it('keep a predicate that is not known as it is written', () => {
    expect(textOf(ruleWords([condition('string', 'city', 'sounds like', 'Paris')], words))).toBe('city sounds like "Paris"');
    expect(textOf(ruleWords([condition('constructor', 'city', 'name', 'x')], words))).toBe('city name "x"');
  });

  it('take the order of another language', async () => {
    await i18next.changeLanguage('zh-CN');
    const chinese = i18next.getFixedT(null, 'window') as Words;
    expect(textOf(ruleWords([condition('string', 'city', 'ends with', 'a', 'b')], chinese))).toBe('city 以 "a" 或 "b" 结尾');
  });
});
