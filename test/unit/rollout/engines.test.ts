/** The engines of a thread: one for each document that is read in one way, for as long as it is asked about. */
import { expect, test } from 'vitest';
import { Engines } from '../../../electron/rollout/engines';
import type { SideSource, UnreadSource } from '../../../electron/rollout/messages';
import { defaultKeyRules } from '../../../shared/model/key-rules';
import { bytes } from '../../support/entries';

const flag = (targeting: unknown) => ({ state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting });
const text = JSON.stringify({ flags: { f: flag({ if: [{ '>=': [{ var: '$flagd.timestamp' }, 50] }, 'on', 'off'] }), g: flag(undefined) } });
const side = (more: Partial<SideSource> = {}): SideSource => ({ document: bytes(text), profile: { name: 'flagd-v2' }, flag: 'f', clock: 0, drafted: false, ...more });
const unread = (more: Partial<UnreadSource> = {}): UnreadSource => ({ document: bytes(text), key: '/doc', separator: '/', formatRules: [], keyRules: defaultKeyRules, flag: 'f', clock: 0, ...more });
const enginesOf = (engines: Engines, ...sources: readonly (SideSource | UnreadSource)[]) => engines.sidesOf(sources).map(({ engine }) => engine);

test('sides of one document share an engine, which answers each at its own time', () => {
  const [early, late] = [side({ clock: 49 }), side({ clock: 50 })];
  const [one, other] = new Engines().sidesOf([early, late]);
  expect(one?.engine).toBe(other?.engine);
  expect([early, late, early].map(({ clock }) => one?.engine.evaluate('f', { key: 'u', attributes: {} }, clock).value)).toEqual([false, true, false]);
});

test('another document, profile or name of a flag that stands alone is another engine', () => {
  const engines = enginesOf(new Engines(), side(), side({ document: bytes(text.replace('50', '60')) }), side({ profile: { name: 'flagd-v1' } }), side({ profile: { name: 'flagd-v2', hash: 'utf8' } }), side({ flag: 'g' }));
  expect(new Set(engines).size).toBe(5);
});

test('what was asked about before is not read again, and is forgotten with the question after it', () => {
  const engines = new Engines();
  const [first] = enginesOf(engines, unread());
  // the bars of a document ask for one flag after another
  expect(enginesOf(engines, unread({ flag: 'g', clock: 7 }))).toEqual([first]);
  const others = enginesOf(engines, unread({ formatRules: [{ pattern: '**', format: 'text' }] }), unread({ key: '/other' }));
  expect(others).not.toContain(first);
  expect(enginesOf(engines, unread())[0]).not.toBe(first);
});
