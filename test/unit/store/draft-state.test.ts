import '../../../renderer/ui/text';
import { expect, test } from 'vitest';
import { draftState } from '../../../renderer/store/drafts';

const base = { created: 5n, modified: 7n, version: 2 };
const live = { isEntry: true, denied: false, unread: false, created: 5n, modified: 7n };

test('a draft stands for as long as its key is the version that it was made from', () => {
  expect(draftState({ base }, live)).toBe('fresh');
  expect(draftState({ base }, { ...live, modified: 8n })).toBe('moved');
  expect(draftState({ base }, { ...live, created: 9n, modified: 9n })).toBe('moved');
});

test('a key that is gone and one that cannot be read are told apart', () => {
  expect(draftState({ base }, { ...live, isEntry: false })).toBe('deleted');
  expect(draftState({ base }, { ...live, isEntry: false, denied: true })).toBe('unreadable');
  expect(draftState({ base }, { ...live, isEntry: false, unread: true })).toBe('unreadable');
});
