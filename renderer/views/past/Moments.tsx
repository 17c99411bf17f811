import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { PastMoment, Timeline, TimelineMark } from '../../../shared/model/past';
import { goTo } from '../../store/past';
import { formatTime } from '../../ui/format';
import { useWords } from '../../ui/text';

/** A press so near to a change, in pixels, means the change. */
const SNAP = 5;

/** The time that was watched, from left to right: changes, outages, our own writes. A press goes to a moment, arrow keys from change to change. */
export function Moments({ timeline, moment }: { timeline: Timeline; moment: PastMoment | null }) {
  const words = useWords();
  const track = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const { since, now, marks, away, writes } = timeline;
  const span = Math.max(1, now - since);
  const place = (time: number): string => `${(Math.max(0, Math.min(1, (time - since) / span)) * 100).toFixed(3)}%`;
  const stops: readonly TimelineMark[] = [{ at: 0n, seenAt: since, changes: 0 }, ...marks];
  const most = Math.max(1, ...marks.map(({ changes }) => changes));
  const nameOf = ({ seenAt, changes }: TimelineMark): string =>
    changes === 0 ? words('past.begin', { time: formatTime(seenAt) }) : words('past.mark', { time: formatTime(seenAt), count: changes });

  const timeAt = (event: PointerEvent): number => {
    const box = track.current?.getBoundingClientRect();
    if (box === undefined) return now;
    const time = since + Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * span;
    const nearest = stops.reduce((best, stop) => (Math.abs(stop.seenAt - time) < Math.abs(best - time) ? stop.seenAt : best), since);
    return Math.abs(nearest - time) <= (SNAP / box.width) * span ? nearest : time;
  };
  const shown = moment?.seenAt ?? null;
  const step = (forward: boolean): void => {
    const from = shown ?? now;
    const next = forward ? stops.find(({ seenAt }) => seenAt > from) : stops.findLast(({ seenAt }) => seenAt < from);
    if (next !== undefined) void goTo({ time: next.seenAt });
  };
  const moves: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => step(false),
    ArrowDown: () => step(false),
    ArrowRight: () => step(true),
    ArrowUp: () => step(true),
    Home: () => void goTo({ time: since }),
    End: () => void goTo({ time: stops.at(-1)?.seenAt ?? since }),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(moves, event.key) ? undefined : moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };
  const current = stops.findLast(({ seenAt }) => seenAt <= (shown ?? now));
  return (
    <div className="past-timeline">
      <span className="muted num">{formatTime(since)}</span>
      <div
        ref={track}
        className="past-track"
        role="slider"
        tabIndex={0}
        aria-label={words('past.timeline')}
        aria-valuemin={0}
        aria-valuemax={Math.round(span)}
        aria-valuenow={Math.round((shown ?? now) - since)}
        aria-valuetext={current === undefined ? formatTime(now) : nameOf(current)}
        title={words('past.timelineNote')}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setPointed(timeAt(event));
        }}
        onPointerMove={(event) => pointed !== null && setPointed(timeAt(event))}
        onPointerUp={(event) => {
          if (pointed !== null) void goTo({ time: timeAt(event) });
          setPointed(null);
        }}
        onPointerCancel={() => setPointed(null)}
      >
        {away.map(({ from, until }) => (
          <i
            key={`away ${from}`}
            className="past-away"
            style={{ left: place(from), width: `calc(${place(until)} - ${place(from)})` }}
            title={words('past.awayMark', { from: formatTime(from), until: formatTime(until) })}
          />
        ))}
        {marks.map((mark) => (
          <i
            key={`${mark.at} ${mark.seenAt}`}
            className="past-mark"
            style={{ left: place(mark.seenAt), height: `${6 + Math.round((Math.log1p(mark.changes) / Math.log1p(most)) * 10)}px` }}
            title={nameOf(mark)}
          />
        ))}
        {writes.map(({ time, title, user }) => (
          <i key={`write ${time} ${title}`} className="past-write" style={{ left: place(time) }} title={words('past.write', { time: formatTime(time), title, user })} />
        ))}
        {(pointed ?? shown) !== null && <i className="past-cursor" style={{ left: place(pointed ?? shown ?? now) }} />}
        {pointed !== null && (
          <span className="past-pointed num" style={{ left: place(pointed) }}>
            {formatTime(pointed)}
          </span>
        )}
      </div>
      <span className="muted num">{formatTime(now)}</span>
    </div>
  );
}
