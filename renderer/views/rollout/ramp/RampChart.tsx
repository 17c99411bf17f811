/** Who is served what over time: planned and simulated shares of the variant, and those of the others above it. */
import { useEffect, useRef, useState } from 'react';
import type { Ramp } from '../../../../shared/rollout/ramp/typed';
import { percentLabel, plannedAt } from './labels';
import { domainOf, timesOf, timeTicks, topOf } from './axes';
import type { Exposure } from './exposure';
import './ramp-chart.css';

interface ChartProps {
  readonly ramp: Ramp;
  /** Places of outcomes from the ground up: the variant first. */
  readonly stack: readonly number[];
  readonly exposures: readonly Exposure[] | null;
  readonly station: number;
  /** What the chart shows, in words. */
  readonly label: string;
  /** A station is pointed at; null when it is left again. */
  readonly onPoint: (station: number | null) => void;
  readonly onChoose: (station: number) => void;
}

const HEIGHT = 236;
const [LEFT, RIGHT, TOP, BOTTOM] = [44, 14, 12, 38];
const ROWS = 5;

export function RampChart({ ramp, stack, exposures, station, label, onPoint, onChoose }: ChartProps) {
  const [box, width] = useWidth();
  const { stations } = ramp.timeline;
  const [from, to] = domainOf(timesOf(ramp));
  // a step holds until the next one
  const planned = ramp.steps.length === 0 ? [] : [{ at: from, percent: ramp.from }, ...ramp.steps.flatMap(({ at, percent }, index) => [{ at, percent: ramp.steps[index - 1]?.percent ?? ramp.from }, { at, percent }]), { at: to, percent: ramp.steps.at(-1)?.percent ?? ramp.from }];
  const shares = (exposures ?? []).map(({ served, users }) => served.map((count) => (users === 0 ? 0 : (count / users) * 100)));
  const [own] = stack;
  const top = topOf([...planned.map(({ percent }) => percent), ...shares.map((each) => each[own ?? -1] ?? 0)]);
  const x = (at: number): number => LEFT + ((Math.min(Math.max(at, from), to) - from) / (to - from)) * Math.max(0, width - LEFT - RIGHT);
  const y = (percent: number): number => TOP + (1 - Math.min(percent, top) / top) * (HEIGHT - TOP - BOTTOM);
  const begins = stations.map(({ at }, index) => (index === 0 ? x(from) : x(at)));
  const ends = begins.map((_, index) => begins[index + 1] ?? x(to));
  /** Upper edges of the layers, for each station. */
  const edges = stack.map((_, layer) => shares.map((each) => stack.slice(0, layer + 1).reduce((sum, place) => sum + (each[place] ?? 0), 0)));
  const stairs = (heights: readonly number[]): string[] => heights.flatMap((height, index) => [`${begins[index]},${y(height)}`, `${ends[index]},${y(height)}`]);
  const under = (clientX: number): number => {
    const at = clientX - (box.current?.getBoundingClientRect().left ?? 0);
    return Math.max(0, begins.findLastIndex((begin) => begin <= at));
  };
  return (
    <div ref={box} className="ramp-chart">
      <svg
        role="img"
        aria-label={label}
        width={width}
        height={HEIGHT}
        onPointerMove={(event) => onPoint(under(event.clientX))}
        onPointerLeave={() => onPoint(null)}
        onClick={(event) => onChoose(under(event.clientX))}
      >
        {Array.from({ length: ROWS + 1 }, (_, row) => (top / ROWS) * row).map((percent) => (
          <g key={percent} className="ramp-grid">
            <line x1={LEFT} x2={width - RIGHT} y1={y(percent)} y2={y(percent)} />
            <text x={LEFT - 8} y={y(percent) + 4} textAnchor="end">
              {percentLabel(percent)}
            </text>
          </g>
        ))}
        {timeTicks(from, to, Math.floor(width / 92)).map(({ at, label: written, day }) => (
          <g key={at} className="ramp-grid">
            <line x1={x(at)} x2={x(at)} y1={TOP} y2={HEIGHT - BOTTOM} />
            <text x={x(at)} y={HEIGHT - BOTTOM + 16} textAnchor="middle">
              {written}
            </text>
            {day !== null && (
              <text x={x(at)} y={HEIGHT - BOTTOM + 30} textAnchor="middle">
                {day}
              </text>
            )}
          </g>
        ))}
        {edges.map((edge, layer) => {
          const below = edges[layer - 1] ?? edge.map(() => 0);
          return <polygon key={stack[layer]} className="ramp-layer" data-colour={(stack[layer] ?? 0) % 6} data-own={layer === 0 || undefined} points={[...stairs(edge), ...stairs(below).toReversed()].join(' ')} />;
        })}
        {edges[0] !== undefined && <polyline className="ramp-line" data-colour={(own ?? 0) % 6} points={stairs(edges[0]).join(' ')} />}
        {stations.map((each) => each.moment && <line key={each.at} className="ramp-moment" x1={x(each.at)} x2={x(each.at)} y1={TOP} y2={HEIGHT - BOTTOM} />)}
        {planned.length > 0 && <polyline className="ramp-planned" points={planned.map(({ at, percent }) => `${x(at)},${y(percent)}`).join(' ')} />}
        {ramp.steps.map(({ at, percent }, index) => (
          <circle key={index} className="ramp-dot" data-done={index < ramp.done || undefined} cx={x(at)} cy={y(percent)} r={3} />
        ))}
        <line className="ramp-cursor" x1={begins[station] ?? LEFT} x2={begins[station] ?? LEFT} y1={TOP} y2={HEIGHT - BOTTOM} />
        {stations[station] !== undefined && (
          <circle className="ramp-here" cx={begins[station] ?? LEFT} cy={y(shares[station]?.[own ?? -1] ?? plannedAt(ramp, stations[station]))} r={4.5} />
        )}
      </svg>
    </div>
  );
}

/** An element with its width as it is now, in pixels. */
function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const read = () => setWidth(element.clientWidth);
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, width] as const;
}
