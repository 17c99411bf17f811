import './compare.css';
import { Button, Loader, Progress } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { Fault } from '../../../shared/fault';
import { openSource } from '../../store/actions';
import { cancelFile, runComparison, swapSides, type ComparedSide } from '../../store/compare';
import { useCompare, useSources } from '../../store/hooks';
import { IconButton, Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';
import { nameOf } from '../source-name';
import { FileProblems } from './FileProblems';
import { Outcome } from './Outcome';
import { SidePicker } from './SidePicker';

/** Two parts of stores side by side, or a file and a part of a store; what is chosen of them is promoted through a review. */
export function CompareView() {
  const words = useWords();
  const { left, right, busy, fault, outcome } = useCompare();
  const sides = [left, right] as (ComparedSide | null)[];
  const view = useRef<HTMLElement>(null);
  useEffect(() => {
    // what had the focus is gone: on goes the keyboard with the places, or with what is compared
    if (busy !== null || (document.activeElement !== null && document.activeElement !== document.body)) return;
    const next = view.current?.querySelector('.compare-list') ?? view.current?.querySelector('select');
    if (next instanceof HTMLElement) next.focus({ preventScroll: true });
  }, [busy, outcome]);
  return (
    <section ref={view} className="compare" aria-label={words('names.compare')}>
      <form
        className="compare-sides"
        onSubmit={(event) => {
          event.preventDefault();
          void runComparison();
        }}
      >
        <SidePicker side="left" chosen={sides[0] ?? null} />
        <IconButton label={words('compare.swap')} disabled={left === null && right === null} onClick={swapSides}>
          <IconArrowsExchange size={16} stroke={1.6} />
        </IconButton>
        <SidePicker side="right" chosen={sides[1] ?? null} />
        <Button type="submit" disabled={left === null || right === null || busy !== null}>
          {words(outcome === null ? 'compare.run' : 'compare.again')}
        </Button>
      </form>
      {fault !== null && (
        <Note tone="bad" role="alert">
          <div className="compare-refusal">
            <span>{faultSentence(fault as Fault)}</span>
            {fault.reason === 'compare-not-live' && <Connects sides={sides} />}
          </div>
        </Note>
      )}
      {busy === 'reading' ? (
        <div className="compare-wait" role="status">
          <span>{words('compare.reading')}</span>
          <Progress value={100} animated aria-label={words('compare.progress')} />
          <Button variant="default" onClick={() => void cancelFile()}>
            {words('common.cancel')}
          </Button>
        </div>
      ) : busy === 'comparing' ? (
        <div className="compare-wait" role="status">
          <Loader size={14} /> {words('compare.running')}
        </div>
      ) : (
        <>
          {sides.map((side, index) => side?.kind === 'file' && side.file.problemCount > 0 && <FileProblems key={index} file={side.file} />)}
          {outcome === null ? fault === null && <p className="compare-begin muted">{words('compare.begin')}</p> : <Outcome />}
        </>
      )}
    </section>
  );
}

/** Connects the sources that are closed. */
function Connects({ sides }: { sides: readonly (ComparedSide | null)[] }) {
  const words = useWords();
  const chosen = new Set(sides.flatMap((side) => (side?.kind === 'source' ? [side.sourceId] : [])));
  const closed = useSources().filter(({ info }) => chosen.has(info.source.id) && !info.open);
  return closed.map(({ info }) => (
    <Button key={info.source.id} variant="default" onClick={() => void openSource(info.source.id)}>
      {words('commands.openSource', { name: nameOf(info, words) })}
    </Button>
  ));
}
