import { Button, Popover } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { Fault } from '../../../shared/fault';
import type { Moment, Timeline } from '../../../shared/model/past';
import type { Source } from '../../../shared/model/source';
import { chooseSide, type ComparedSide } from '../../store/compare';
import { timelineOf } from '../../store/past';
import { Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';
import { ChooseMoment } from '../past/ChooseMoment';
import { chosenMoment } from '../past/moment-text';

type SourceSide = Extract<ComparedSide, { kind: 'source' }>;

/** Chooses when a source is looked at: now, or at a time or revision that is known. */
export function SideMoment({ side, chosen, source }: { side: 'left' | 'right'; chosen: SourceSide; source: Source }) {
  const words = useWords();
  const button = useRef<HTMLButtonElement>(null);
  const [opened, setOpened] = useState(false);
  const [read, setRead] = useState<{ readonly timeline: Timeline } | { readonly fault: Fault } | null>(null);
  const { sourceId, prefix, moment } = chosen;
  const open = () => {
    setRead(null);
    setOpened(true);
    void timelineOf(sourceId).then((result) => setRead(result.ok ? { timeline: result.value } : { fault: result.fault }));
  };
  // at once: the popover's own way waits, and is lost where it is drawn anew meanwhile
  const close = () => {
    setOpened(false);
    button.current?.focus();
  };
  const choose = (next: Moment | undefined) => {
    chooseSide(side, { kind: 'source', sourceId, prefix, ...(next && { moment: next }) });
    close();
  };
  const shown = moment === undefined ? words('compare.now') : chosenMoment(moment, source.backend, words);
  return (
    <Popover opened={opened} onChange={(next) => !next && close()} position="bottom-end" trapFocus shadow="md" transitionProps={{ duration: 0 }}>
      <Popover.Target>
        <button
          ref={button}
          type="button"
          className="compare-moment num"
          data-past={moment !== undefined || undefined}
          aria-label={words(side === 'left' ? 'compare.leftMoment' : 'compare.rightMoment', { moment: shown })}
          title={words('compare.momentNote')}
          onClick={() => (opened ? close() : open())}
        >
          <IconHistory size={13} aria-hidden />
          <span className="clip">{shown}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={words('compare.momentNote')}>
        <div className="compare-moments">
          <p className="muted">{words('compare.momentNote')}</p>
          {read !== null && 'fault' in read && <Note tone="bad">{faultSentence(read.fault)}</Note>}
          {read !== null && 'timeline' in read && (
            <ChooseMoment timeline={read.timeline} at={moment !== undefined && 'time' in moment ? moment.time : read.timeline.now} label={words('compare.chooseMoment')} onChoose={choose} />
          )}
          {moment !== undefined && (
            <Button variant="default" onClick={() => choose(undefined)}>
              {words('compare.backToNow')}
            </Button>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
