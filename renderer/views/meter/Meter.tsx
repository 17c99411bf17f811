import { Popover } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { MeterReading, SourceCost } from '../../../shared/contract';
import { openMeter, readMeter } from '../../store/assurance';
import { useSources, useUi } from '../../store/hooks';
import { formatBytes, formatNumber, formatRate } from '../../ui/format';
import { PhaseDot } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { phaseOf } from '../phase';
import { nameOf } from '../source-name';
import { ratesBetween, totalCost, type CostRate } from './rates';

const READ_MS = 1_000;

/** What the source on screen costs its server, and on a press what all of them do. */
export function Meter({ cost }: { cost: SourceCost }) {
  const { meter } = useUi();
  const words = useWords();
  return (
    <Popover opened={meter} onChange={openMeter} position="top-end" offset={8} shadow="md" transitionProps={{ duration: 0 }} withRoles={false} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="status-item status-button num"
          title={words('status.costTitle')}
          aria-haspopup="dialog"
          aria-expanded={meter}
          onClick={() => openMeter(!meter)}
        >
          <IconEye size={12} aria-hidden />
          {[
            words('status.watches', { count: cost.watches }),
            words('status.requests', { count: cost.requests }),
            ...(cost.bytesIn === undefined ? [] : [words('status.bytesIn', { size: formatBytes(cost.bytesIn) })]),
          ].join(' · ')}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="meter" role="dialog" aria-label={words('meter.title')} tabIndex={-1} data-autofocus>
        <h2>{words('meter.title')}</h2>
        <MeterTable />
        <p className="muted">{words('meter.note')}</p>
      </Popover.Dropdown>
    </Popover>
  );
}

function MeterTable() {
  const sources = useSources();
  const words = useWords();
  const { reading, rates } = useMeter();
  if (reading === null) return null;
  const known = new Map(reading.sources.map((source) => [source.sourceId, source]));
  const total = totalCost(reading.sources.map(({ cost }) => cost));
  const allRates = [...rates.values()];
  const bytes = allRates.flatMap((rate) => rate.bytes ?? []);
  const totalRate: CostRate = {
    requests: allRates.reduce((sum, rate) => sum + rate.requests, 0),
    ...(bytes.length > 0 && { bytes: bytes.reduce((sum, rate) => sum + rate, 0) }),
  };
  return (
    <table className="num">
      <thead>
        <tr>
          <th scope="col">{words('meter.source')}</th>
          <th scope="col">{words('meter.phase')}</th>
          {(['keys', 'watches', 'requests', 'requestRate', 'bytesIn', 'bytesOut', 'byteRate'] as const).map((column) => (
            <th scope="col" key={column}>
              {words(`meter.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sources.map((state) => {
          const { id } = state.info.source;
          const source = known.get(id);
          const phase = phaseOf(state);
          return (
            source !== undefined && (
              <tr key={id}>
                <th scope="row" className="clip" title={nameOf(state.info, words)}>
                  {nameOf(state.info, words)}
                </th>
                <td>
                  <span className="meter-phase">
                    <PhaseDot phase={phase} />
                    {words(`phase.${phase}`)}
                  </span>
                </td>
                <td>{formatNumber(source.keys)}</td>
                <Costs cost={source.cost} rate={rates.get(id)} />
              </tr>
            )
          );
        })}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{words('meter.total')}</th>
          <td />
          <td>{formatNumber(reading.sources.reduce((sum, { keys }) => sum + keys, 0))}</td>
          <Costs cost={total} rate={totalRate} />
        </tr>
      </tfoot>
    </table>
  );
}

function Costs({ cost, rate }: { cost: SourceCost; rate: CostRate | undefined }) {
  const words = useWords();
  const none = words('meter.none');
  return (
    <>
      <td>{formatNumber(cost.watches)}</td>
      <td>{formatNumber(cost.requests)}</td>
      <td>{rate === undefined ? none : formatRate(rate.requests)}</td>
      <td>{cost.bytesIn === undefined ? none : formatBytes(cost.bytesIn)}</td>
      <td>{cost.bytesOut === undefined ? none : formatBytes(cost.bytesOut)}</td>
      <td>{rate?.bytes === undefined ? none : formatBytes(Math.round(rate.bytes))}</td>
    </>
  );
}

/** The meter, read every second for as long as somebody looks at it. */
function useMeter(): { reading: MeterReading | null; rates: ReadonlyMap<string, CostRate> } {
  const [readings, setReadings] = useState<readonly MeterReading[]>([]);
  useEffect(() => {
    let looking = true;
    const read = () =>
      void readMeter().then((result) => {
        if (looking && result.ok) setReadings((before) => [...before, result.value].slice(-2));
      });
    read();
    const timer = setInterval(read, READ_MS);
    return () => {
      looking = false;
      clearInterval(timer);
    };
  }, []);
  const [before, after] = readings;
  return { reading: after ?? before ?? null, rates: before && after ? ratesBetween(before, after) : new Map() };
}
