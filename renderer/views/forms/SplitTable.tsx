/** Who gets what share: a bar, and a table whose weights can be changed. */
import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { formatNumber } from '../../ui/format';
import { IconButton } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { oneLine } from '../tree/name-pieces';

/** One share of a split. */
export interface Share {
  readonly name: string;
  /** A part of the sum, in whole units. */
  readonly weight: number;
  /** Its place among all that the flag may serve, which its colour goes by as in a simulation; null for what the flag does not have. */
  readonly at: number | null;
}

/** How weights are typed: as they are, or as percent of a fixed sum. */
export interface Scale {
  readonly unit: 'weight' | 'percent';
  /** What the weights have to add up to; null where any sum will do. */
  readonly total: number | null;
}

interface SplitProps {
  readonly shares: readonly Share[];
  readonly scale: Scale;
  /** Accessible name of the table. */
  readonly label: string;
  readonly editable: boolean;
  /** Weights that add up as they have to. */
  readonly onChange: (weights: readonly number[]) => void;
  /** Takes a share out; absent where all belong to it. */
  readonly onRemove?: (index: number) => void;
}

const MOST_WEIGHT = 2 ** 31 - 1;
const sumOf = (weights: readonly number[]): number => weights.reduce((sum, weight) => sum + weight, 0);
const sameAs = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((weight, index) => weight === b[index]);

const colourOf = (share: Share | undefined): number | undefined => (share === undefined || share.at === null ? undefined : share.at % 6);

/** A split. Weights that do not add up yet stay here until they do. */
export function SplitTable({ shares, scale, label, editable, onChange, onRemove }: SplitProps) {
  const words = useWords();
  const stored = shares.map(({ weight }) => weight);
  const [typed, setTyped] = useState<{ readonly of: readonly number[]; readonly weights: readonly number[] } | null>(null);
  // somebody else's change counts more than an unfinished one
  const weights = typed !== null && sameAs(typed.of, stored) ? typed.weights : stored;
  const sum = sumOf(weights);
  const { total } = scale;
  const rest = total === null ? 0 : total - sum;
  const change = (index: number, weight: number) => {
    const next = weights.map((old, at) => (at === index ? weight : old));
    if (total !== null && sumOf(next) !== total) return setTyped({ of: stored, weights: next });
    setTyped(null);
    onChange(next);
  };
  return (
    <div className="split">
      <div className="split-bar" aria-hidden>
        {weights.map((weight, index) => (
          <i key={index} data-colour={colourOf(shares[index])} style={{ flexGrow: weight }} />
        ))}
        {rest > 0 && <i style={{ flexGrow: rest }} />}
      </div>
      <table aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{scale.unit === 'weight' ? words('form.variant') : words('form.toggleVariations')}</th>
            <th scope="col">{words(`form.${scale.unit}`)}</th>
            {scale.unit === 'weight' && <th scope="col">{words('form.share')}</th>}
            <td />
          </tr>
        </thead>
        <tbody>
          {shares.map((share, index) => {
            const { name } = share;
            const weight = weights[index] ?? 0;
            return (
              <tr key={index}>
                <th scope="row">
                  <i className="split-key" data-colour={colourOf(share)} aria-hidden />
                  <span className="clip" title={name}>
                    <bdi>{name === '' ? '""' : oneLine(name)}</bdi>
                  </span>
                </th>
                <td>
                  {editable ? (
                    <WeightInput scale={scale} weight={weight} label={words(scale.unit === 'weight' ? 'form.weightOf' : 'form.percentOf', { name })} onChange={(next) => change(index, next)} />
                  ) : (
                    <span className="num">{formatNumber(scale.unit === 'weight' ? weight : weight / 100)}</span>
                  )}
                </td>
                {scale.unit === 'weight' && <td className="num muted">{sum === 0 ? '–' : `${formatNumber(Math.round((weight / sum) * 10_000) / 100)} %`}</td>}
                <td>
                  {rest !== 0 && weight + rest >= 0 && (
                    <Button variant="default" size="compact-xs" aria-label={words('form.giveRest', { name })} onClick={() => change(index, weight + rest)}>
                      {`→ ${formatNumber((weight + rest) / 100)} %`}
                    </Button>
                  )}
                  {editable && onRemove !== undefined && shares.length > 1 && (
                    <IconButton label={words('form.edit.removeShare', { name })} size={22} onClick={() => onRemove(index)}>
                      <IconX size={14} />
                    </IconButton>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words('form.sum')}</th>
            <td className="num" data-unfit={rest !== 0 || undefined}>
              {scale.unit === 'weight' ? formatNumber(sum) : `${formatNumber(sum / 100)} %`}
            </td>
            {scale.unit === 'weight' && <td />}
            <td />
          </tr>
        </tfoot>
      </table>
      <p className="split-hint" role="status" data-unfit={rest !== 0 || undefined}>
        {rest > 0
          ? words('form.missing', { percent: rest / 100 })
          : rest < 0
            ? words('form.surplus', { percent: -rest / 100 })
            : editable && words(scale.unit === 'weight' ? 'form.weightHint' : 'form.percentHint')}
      </p>
    </div>
  );
}

/** A weight as it is typed. What is no weight is shown as such and changes nothing; leaving the field takes it back. */
function WeightInput({ weight, scale, label, onChange }: { weight: number; scale: Scale; label: string; onChange: (weight: number) => void }) {
  const [typed, setTyped] = useState<{ readonly text: string; readonly of: number } | null>(null);
  const factor = scale.unit === 'weight' ? 1 : 100;
  const text = typed !== null && typed.of === weight ? typed.text : String(weight / factor);
  const most = scale.total ?? MOST_WEIGHT;
  const read = (written: string): number | undefined => {
    const number = Math.round(Number(written) * factor);
    const places = scale.unit === 'weight' ? /^\d+$/ : /^\d+(?:\.\d{1,2})?$/;
    return places.test(written) && number <= most ? number : undefined;
  };
  return (
    <input
      type="number"
      className="form-number"
      min={0}
      max={most / factor}
      step="any"
      aria-label={label}
      aria-invalid={read(text) === undefined || undefined}
      value={text}
      onChange={(event) => {
        const written = event.currentTarget.value;
        const next = read(written);
        setTyped({ text: written, of: next ?? weight });
        if (next !== undefined && next !== weight) onChange(next);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
