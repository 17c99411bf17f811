import type { PastMoment } from '../../../shared/model/past';
import { revisionText } from '../../../shared/model/revision-text';
import type { Backend } from '../../../shared/model/source';
import { formatTime } from '../../ui/format';
import type { Words } from '../../ui/text';

/** A moment in a few words: its time if somebody watched then, otherwise its revision. */
export const momentText = ({ at, seenAt }: PastMoment, backend: Backend, words: Words): string =>
  seenAt === undefined ? words('history.revision', { revision: revisionText(at, backend) }) : formatTime(seenAt);
