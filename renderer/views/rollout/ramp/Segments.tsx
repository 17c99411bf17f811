import { NativeSelect } from '@mantine/core';
import { useEffect, useId, useState, type CSSProperties } from 'react';
import type { Fault } from '../../../../shared/fault';
import type { Ramp, RampVariant } from '../../../../shared/rollout/ramp/typed';
import type { Segment } from '../../../../shared/rollout/segments';
import { useRollout } from '../../../store/hooks';
import { loadPopulations, segmentsIn } from '../../../store/rollout';
import { formatNumber } from '../../../ui/format';
import { Note } from '../../../ui/parts';
import { faultSentence, useWords, type Words } from '../../../ui/text';
import { shortJson } from '../../forms/pieces';
import { share } from '../share';
import { percentLabel, plannedAt, stationLabel, timeLabel, variantLabel } from './labels';

interface SegmentsProps {
  readonly ramp: Ramp;
  readonly variant: RampVariant;
  /** Of the simulation; null while it is running. */
  readonly id: string | null;
  readonly place: number;
  readonly station: number;
  readonly onStation: (station: number) => void;
}

/** The share of the variant by the values of an attribute, at every station. */
export function Segments({ ramp, variant, id, place, station, onStation }: SegmentsProps) {
  const words = useWords();
  const heading = useId();
  const { populations, populationId } = useRollout();
  const population = populations?.find((each) => each.id === populationId);
  const attributes = population?.attributes ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const attribute = attributes.find((each) => each === chosen) ?? attributes[0];
  const [counted, setCounted] = useState<{ readonly of: string; readonly segments: readonly Segment[] } | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const question = JSON.stringify([id, attribute, place]);
  // a file is read by its first simulation: what its users have is known then
  const unread = population?.size === null && id !== null;
  useEffect(() => {
    if (unread) void loadPopulations();
  }, [unread]);
  useEffect(() => {
    if (id === null || attribute === undefined || place < 0) return undefined;
    let current = true;
    void segmentsIn(id, attribute, place).then((result) => {
      if (!current) return;
      setFault(result.ok ? null : result.fault);
      setCounted(result.ok ? { of: question, segments: result.value } : null);
    });
    return () => {
      current = false;
    };
  }, [id, attribute, place, question]);
  const { stations } = ramp.timeline;
  if (attribute === undefined) return null;
  return (
    <section aria-labelledby={heading} className="ramp-segments">
      <div className="ramp-segments-head">
        <h3 id={heading}>{words('rollout.ramp.bySegment', { variant: variantLabel(variant) })}</h3>
        <NativeSelect aria-label={words('rollout.attribute')} value={attribute} onChange={(event) => setChosen(event.currentTarget.value)} data={[...attributes]} />
      </div>
      {fault !== null && <Note tone="bad">{faultSentence(fault)}</Note>}
      {counted?.segments[0]?.exposed.length === stations.length && (
        <div className="ramp-scroll" data-stale={counted.of !== question || undefined}>
          <table className="ramp-heat" aria-labelledby={heading}>
            <thead>
              <tr>
                <th scope="col">{attribute}</th>
                <th scope="col" className="num">
                  {words('rollout.population')}
                </th>
                {stations.map((each, index) => (
                  <th key={each.at} scope="col" className="num" data-here={index === station || undefined}>
                    <button type="button" className="rollout-cell" aria-pressed={index === station} title={`${stationLabel(words, ramp, each)}, ${timeLabel(each)}`} onClick={() => onStation(index)}>
                      {each.applied ? percentLabel(plannedAt(ramp, each)) : each.moment ? timeLabel(each) : ramp.steps.length > 0 ? words('rollout.ramp.beforeAt', { percent: percentLabel(ramp.now) }) : stationLabel(words, ramp, each)}
                    </button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {counted.segments.map(({ users, exposed, ...segment }, row) => (
                <tr key={row}>
                  <th scope="row" className={segment.kind === 'value' ? 'clip' : segment.kind === 'range' ? 'num' : 'muted'}>
                    {segmentLabel(words, segment)}
                  </th>
                  <td className="num muted">{formatNumber(users)}</td>
                  {exposed.map((count, index) => (
                    <td key={index} className="num" data-here={index === station || undefined} style={{ '--heat': `${users === 0 ? 0 : (count / users) * 100}%` } as CSSProperties}>
                      {share(count, users)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function segmentLabel(words: Words, { kind, value, from, to }: Pick<Segment, 'kind' | 'value' | 'from' | 'to'>): string {
  if (kind === 'value') return typeof value === 'string' ? value : shortJson(value);
  if (kind === 'range') return from === to ? shortJson(from) : `${shortJson(from)} – ${shortJson(to)}`;
  return words(kind === 'missing' ? 'rollout.missing' : 'rollout.ramp.otherValues');
}
