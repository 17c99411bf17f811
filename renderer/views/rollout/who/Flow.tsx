import { useWords } from '../../../ui/text';
import { formatNumber } from '../../../ui/format';
import { ribbonsOf, type Segment } from './ribbons';
import type { Matrix } from '../matrix';
import { briefOf } from '../outcome-text';

const [WIDTH, HEIGHT] = [440, 150];
/** Names stand on both sides of the bars. */
const NAME = 96;
const BAR = 8;
/** With more outcomes on a side there is nothing to be told apart. */
const MOST_DRAWN = 30;

interface FlowProps {
  readonly matrix: Matrix;
  readonly chosen: string | null;
  readonly onChoose: (from: number, to: number) => void;
}

/** Who goes from what to what, drawn: what is served before on the left, after on the right. The matrix beside it says the same for those who do not see it. */
export function Flow({ matrix, chosen, onChoose }: FlowProps) {
  const words = useWords();
  const { left, right, ribbons } = ribbonsOf(matrix, HEIGHT);
  if (Math.max(left.length, right.length) > MOST_DRAWN) return null;
  const [start, end] = [NAME + BAR, WIDTH - NAME - BAR];
  const middle = (start + end) / 2;
  const nameOf = (at: number): string => {
    const outcome = matrix.places.find((place) => place.at === at)?.outcome;
    if (outcome === undefined || outcome === 'app-default') return words('rollout.appDefault');
    return outcome === 'timed-out' ? words('rollout.timedOut') : briefOf(outcome);
  };
  const bar = (segments: readonly Segment[], x: number, name: { readonly x: number; readonly anchor: 'start' | 'end' }) =>
    segments.map(({ at, from, to }) => (
      <g key={at}>
        <rect data-colour={at % 6} x={x} y={from} width={BAR} height={to - from} />
        {to - from >= 11 && (
          <text x={name.x} y={(from + to) / 2} textAnchor={name.anchor} dominantBaseline="central">
            {clipped(nameOf(at))}
          </text>
        )}
      </g>
    ));
  return (
    <svg className="rollout-flow" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
      {ribbons.map(({ from, to, count, left: [a, b], right: [c, d] }) => (
        <path
          key={`${from} ${to}`}
          data-colour={to % 6}
          data-moves={from !== to || undefined}
          data-chosen={chosen === `${from} ${to}` || undefined}
          d={`M${start} ${a}C${middle} ${a} ${middle} ${c} ${end} ${c}V${d}C${middle} ${d} ${middle} ${b} ${start} ${b}Z`}
          onClick={() => onChoose(from, to)}
        >
          <title>{`${nameOf(from)} → ${nameOf(to)}: ${formatNumber(count)}`}</title>
        </path>
      ))}
      {bar(left, NAME, { x: NAME - 6, anchor: 'end' })}
      {bar(right, end, { x: end + BAR + 6, anchor: 'start' })}
    </svg>
  );
}

/** About as many letters as fit beside a bar; those that are as wide as high count twice. */
function clipped(name: string): string {
  let width = 0;
  const letters = [...name];
  const fitting = letters.findIndex((letter) => (width += (letter.codePointAt(0) ?? 0) < 0x1100 ? 1 : 2) > 15);
  return fitting < 0 ? name : `${letters.slice(0, Math.max(1, fitting - 1)).join('')}…`;
}
