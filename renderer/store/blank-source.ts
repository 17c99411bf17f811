import { ref } from 'valtio';
import type { SourceInfo } from '../../shared/contract';
import { nothingDenied } from '../../shared/model/denied';
import type { SourceState } from './state';

/** A source of which nothing is known yet but that it is there. */
export const blankSource = (info: SourceInfo, epoch: number): SourceState => ({
  info: ref(info),
  status: null,
  denied: ref(nothingDenied),
  listed: false,
  selectedKey: null,
  filter: '',
  shownFilter: '',
  matches: null,
  epoch,
  rows: 0,
  reveals: 0,
  busy: [],
  shownSecrets: [],
  reading: [],
  drafts: [],
  draftKept: 'lasting',
  openedChange: null,
  changeSet: ref([]),
  changeSetKept: 'lasting',
  changeSetLost: 0,
});
