/** Which two sides are compared, and whether what is on show answers what was asked for last. */
import { describe, expect, test } from 'vitest';
import { freshnessOf } from '../../../renderer/views/rollout/freshness';
import type { SideChoice } from '../../../renderer/store/rollout-question';
import { isLiveToDraft, pairOf, sidesOf } from '../../../renderer/views/rollout/who/sides';
import type { RolloutSide } from '../../../shared/model/rollout';

const choosable = { drafted: true, rule: 'flagd-v2', rules: ['flagd-v2', 'flagd-v1'] } as const;
const [live, draft]: SideChoice[] = [{ kind: 'live' }, { kind: 'draft' }] as const;
const revision: SideChoice = { kind: 'revision', at: 7n, time: null };
const now: RolloutSide = { sourceId: 'here', key: '/f', flag: 'f', profile: { name: 'flagd-v2' }, clock: 0 };

describe('the sides that are compared', () => {
  test('are live and the draft to begin with, and live alone without one', () => {
    expect(pairOf({ from: live, to: null }, choosable)).toEqual({ from: live, to: draft });
    expect(isLiveToDraft(pairOf({ from: live, to: null }, choosable))).toBe(true);
    expect(pairOf({ from: live, to: null }, { ...choosable, drafted: false })).toEqual({ from: live, to: null });
  });

  test('are against live where the first is another one', () => {
    expect(pairOf({ from: revision, to: null }, choosable)).toEqual({ from: revision, to: live });
    expect(pairOf({ from: draft, to: draft }, choosable)).toEqual({ from: draft, to: live });
  });

  test('give way where they are not there any more', () => {
    expect(pairOf({ from: draft, to: draft }, { ...choosable, drafted: false })).toEqual({ from: live, to: null });
    expect(pairOf({ from: live, to: { kind: 'rules', rule: 'flagd-v2' } }, choosable)).toEqual({ from: live, to: draft });
    expect(pairOf({ from: live, to: { kind: 'rules', rule: 'featureprobe-node' } }, choosable)).toEqual({ from: live, to: draft });
  });

  test('are read where they stand', () => {
    const elsewhere: SideChoice = { kind: 'elsewhere', sourceId: 'there', key: '/g' };
    expect(sidesOf({ from: revision, to: elsewhere }, now, null)).toEqual([{ ...now, at: '7' }, { ...now, sourceId: 'there', key: '/g' }]);
    expect(sidesOf({ from: draft, to: { kind: 'rules', rule: 'flagd-v1' } }, now, 'text')).toEqual([{ ...now, text: 'text' }, { ...now, text: 'text', profile: { name: 'flagd-v1' } }]);
    // while a revision has not been picked, the other side stands alone
    const unpicked: SideChoice = { kind: 'revision', at: null, time: null };
    expect(sidesOf({ from: unpicked, to: draft }, now, 'text')).toEqual([{ ...now, text: 'text' }]);
    expect(sidesOf({ from: live, to: unpicked }, now, null)).toEqual([now]);
    expect(sidesOf({ from: unpicked, to: { kind: 'rules', rule: 'flagd-v1' } }, now, null)).toEqual([]);
  });
});

describe('what is on show', () => {
  const news = (ticket: string, done = 10) => ({ ticket, done, size: 10 });
  test.each([
    ['answers what was asked', { ticket: '1.2', running: false, news: news('1.2'), refused: null }, 'now'],
    ['is on its way', { ticket: '1.2', running: true, news: news('1.1'), refused: null }, 'waiting'],
    ['is of before, as the last one came to nothing', { ticket: '1.2', running: false, news: news('1.1'), refused: null }, 'earlier'],
    ['was stopped on the way', { ticket: '1.2', running: false, news: news('1.2', 4), refused: null }, 'unfinished'],
    ['grows', { ticket: '1.2', running: true, news: news('1.2', 4), refused: null }, 'now'],
    ['is of the draft before its mistake', { ticket: '1.2', running: false, news: news('1.1'), refused: { ticket: '1.2' } }, 'before-mistake'],
    ['stays so while what was typed since is looked at', { ticket: '1.3', running: true, news: news('1.1'), refused: { ticket: '1.2' } }, 'before-mistake'],
    ['is without a draft that never could be evaluated', { ticket: '1.2', running: false, news: news('1.2'), refused: { ticket: '1.2' } }, 'alone'],
    ['is of now when the mistake is mended', { ticket: '1.3', running: true, news: news('1.3', 1), refused: { ticket: '1.2' } }, 'now'],
  ] as const)('%s', (_, state, freshness) => expect(freshnessOf(state)).toBe(freshness));
});
