import type { Moment, PastMoment } from '../../../shared/model/past';
import { revisionText } from '../../../shared/model/revision-text';
import type { Backend } from '../../../shared/model/source';
import { formatTime } from '../../ui/format';
import type { Words } from '../../ui/text';

/** A moment in a few words: its time if somebody watched then, otherwise its revision. */
export const momentText = ({ at, seenAt }: PastMoment, backend: Backend, words: Words): string =>
  seenAt === undefined ? words('history.revision', { revision: revisionText(at, backend) }) : formatTime(seenAt);

/** A moment that somebody chose, in a few words. */
export const chosenMoment = (moment: Moment, backend: Backend, words: Words): string =>
  'time' in moment ? formatTime(moment.time) : words('compare.revision', { revision: revisionText(moment.revision, backend) });

/** How a past state is known, and what nobody knows of it. */
export const pastSentences = ({ told, seenAt, away }: PastMoment, words: Words): string[] => [
  words(`past.told.${told}`),
  ...(seenAt === undefined ? [words('past.unseenTime')] : []),
  ...(away === undefined ? [] : [words('past.away', { from: formatTime(away.from), until: formatTime(away.until) })]),
];
