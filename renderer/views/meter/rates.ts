/** How fast sources cost, from two readings of the meter. */
import type { MeterReading, SourceCost } from '../../../shared/contract';
import type { SourceId } from '../../../shared/model/source';

export interface CostRate {
  readonly requests: number;
  /** In and out together; absent where none are counted. */
  readonly bytes?: number;
}

/** Costs a second between two readings, by source. A source that is new, or was added again, has none yet. */
export function ratesBetween(before: MeterReading, after: MeterReading): ReadonlyMap<SourceId, CostRate> {
  const seconds = (after.at - before.at) / 1000;
  const rates = new Map<SourceId, CostRate>();
  if (seconds <= 0) return rates;
  const earlier = new Map(before.sources.map(({ sourceId, cost }) => [sourceId, cost]));
  for (const { sourceId, cost } of after.sources) {
    const old = earlier.get(sourceId);
    if (old === undefined || old.requests > cost.requests) continue;
    const bytes = bytesOf(cost);
    rates.set(sourceId, {
      requests: (cost.requests - old.requests) / seconds,
      ...(bytes !== undefined && { bytes: Math.max(0, bytes - (bytesOf(old) ?? 0)) / seconds }),
    });
  }
  return rates;
}

/** What several sources cost together; bytes where any of them tells. */
export function totalCost(costs: readonly SourceCost[]): SourceCost {
  const sum = (name: keyof SourceCost): number | undefined => {
    const told = costs.flatMap((cost) => cost[name] ?? []);
    return told.length === 0 ? undefined : told.reduce((total, value) => total + value, 0);
  };
  const [bytesIn, bytesOut] = [sum('bytesIn'), sum('bytesOut')];
  return {
    requests: sum('requests') ?? 0,
    watches: sum('watches') ?? 0,
    ...(bytesIn !== undefined && { bytesIn }),
    ...(bytesOut !== undefined && { bytesOut }),
  };
}

const bytesOf = ({ bytesIn, bytesOut }: SourceCost): number | undefined =>
  bytesIn === undefined && bytesOut === undefined ? undefined : (bytesIn ?? 0) + (bytesOut ?? 0);
