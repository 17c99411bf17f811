import { Button } from '@mantine/core';
import { IconArrowsDiff, IconHistory } from '@tabler/icons-react';
import { useEffect } from 'react';
import type { Fault } from '../../../shared/fault';
import type { PastMoment, Timeline } from '../../../shared/model/past';
import { revisionText } from '../../../shared/model/revision-text';
import type { Backend, SourceId } from '../../../shared/model/source';
import { compareWithPast } from '../../store/compare';
import { useSource, useUi } from '../../store/hooks';
import { compareWithNow, goTo, leavePast, readTimeline } from '../../store/past';
import { formatTime, formatUtc } from '../../ui/format';
import { IconButton, Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';
import { focusTree } from '../focus';
import { ChooseMoment } from './ChooseMoment';
import { pastSentences } from './moment-text';
import { Moments } from './Moments';
import './past.css';

/** Above everything while the window shows the past: which moment, how it is known, the way to others and back to now. */
export function PastBar({ sourceId }: { sourceId: SourceId }) {
  const { past } = useUi();
  const source = useSource(sourceId);
  const words = useWords();
  const changes = source?.status?.changes;
  useEffect(() => {
    void readTimeline();
    void compareWithNow();
  }, [changes]);
  if (past === null || source === null) return null;
  const { backend } = source.info.source;
  const timeline = past.timeline as Timeline | null;
  const moment = past.moment as PastMoment | null;
  const back = () => {
    leavePast();
    focusTree();
  };
  return (
    <section
      className="past-bar"
      aria-label={words('past.title')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.nativeEvent.isComposing || event.defaultPrevented) return;
        event.preventDefault();
        back();
      }}
    >
      <div className="past-head">
        <IconHistory size={16} stroke={1.8} aria-hidden />
        {/* there before a moment is, so that each is spoken */}
        <div className="past-moment" role="status">
          {moment === null ? <strong>{words('past.title')}</strong> : <Moment moment={moment} backend={backend} />}
        </div>
        {past.loading && <span className="muted">{words('past.loading')}</span>}
        <span className="spacer" />
        {timeline !== null && <ChooseMoment key={moment?.seenAt} timeline={timeline} at={moment?.seenAt ?? timeline.now} label={words('past.go')} onChoose={(chosen) => void goTo(chosen)} />}
        {moment !== null && (
          <IconButton label={words('past.compare')} onClick={() => void compareWithPast(sourceId, moment)}>
            <IconArrowsDiff size={16} stroke={1.6} />
          </IconButton>
        )}
        <Button onClick={back}>{words('past.back')}</Button>
      </div>
      {timeline !== null && <Moments timeline={timeline} moment={moment} />}
      <About moment={moment} timeline={timeline} />
      {past.fault !== null && (
        <Note tone="warn" role="alert">
          {faultSentence(past.fault as Fault)}
        </Note>
      )}
    </section>
  );
}

function Moment({ moment: { at, seenAt }, backend }: { moment: PastMoment; backend: Backend }) {
  const words = useWords();
  const revision = revisionText(at, backend);
  return (
    <>
      <strong className="num" title={seenAt === undefined ? undefined : words('common.utc', { time: formatUtc(seenAt) })}>
        {seenAt === undefined ? words('past.asOfRevision', { revision }) : words('past.asOf', { time: formatTime(seenAt), revision })}
      </strong>
      <span className="past-badge">{words('past.readOnly')}</span>
    </>
  );
}

/** What is to be known of the moment: who tells it, and what nobody knows. */
function About({ moment, timeline }: { moment: PastMoment | null; timeline: Timeline | null }) {
  const words = useWords();
  const sentences = [
    ...(moment === null ? [words('past.pick')] : pastSentences(moment, words)),
    ...(timeline === null || timeline.byRevision ? [] : [words('past.onlyJournal', { time: formatTime(timeline.since) })]),
  ];
  return <p className="past-about muted">{sentences.join(' ')}</p>;
}
