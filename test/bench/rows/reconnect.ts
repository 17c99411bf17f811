/** Live again after a cut: from the moment that the server can be reached until the session is live, against the time it took to be live at first. */
import { drivers } from '../../../electron/drivers/index';
import { Session } from '../../../electron/sessions/session';
import type { FaultProxy } from '../../support/proxy';
import { until } from '../../support/wait';
import type { Line, Row } from '../report';
import { median, medianRatio, ms, rounded, times } from '../stats';
import { benchKeys, fiftyBytes, onEachStore, type BenchStore } from '../stores';

const BUDGET = 1.5;
const KEYS = 100_000;
const SAMPLES = 7;
/** Keys written by others while we are away. */
const MISSED = 100;

export const reconnect: Row = () => onEachStore(KEYS, measure);

async function measure(store: BenchStore, proxy: FaultProxy): Promise<Line[]> {
  const first: number[] = [];
  const again: number[] = [];
  const waits: number[] = [];
  const options = store.options(proxy.port);
  // the first round only warms up server and compiler
  for (let sample = 0; sample <= SAMPLES; sample++) {
    const session = new Session({ driver: drivers[options.backend], terms: () => ({ connect: options, writable: false }) });
    globalThis.gc?.();
    const opened = await timeToLive(session, () => session.open());
    await proxy.refuse(true);
    const suspended = await until(() => (session.phase.kind === 'suspended' ? session.phase : undefined), 'the session has noticed', { everyMs: 1 });
    waits.push(Math.max(0, (suspended.retryAt ?? 0) - Date.now()));
    for (const key of benchKeys(MISSED)) await store.put(key, fiftyBytes(`written in round ${sample}`));
    await proxy.refuse(false);
    globalThis.gc?.();
    const reopened = await timeToLive(session, () => session.retry());
    await until(() => holdsMissed(session, sample), 'what was missed is there');
    await session.close();
    if (sample === 0) continue;
    first.push(opened);
    again.push(reopened);
  }
  const ratio = medianRatio(again, first);
  const line: Line = {
    what: `live again after a cut, ${KEYS / 1000}k keys, ${store.name}`,
    floor: `${ms(median(first))} (live at first)`,
    measured: `${ms(median(again))} (+ up to ${ms(Math.max(...waits))} of waiting, not counted)`,
    compared: times(ratio),
    budget: `${BUDGET} x`,
    kept: ratio <= BUDGET,
    details: { first: first.map(rounded), again: again.map(rounded), waits },
  };
  return [line];
}

/** Milliseconds from here until the session is live. */
function timeToLive(session: Session, begin: () => void): Promise<number> {
  return new Promise((resolve) => {
    const begun = performance.now();
    const stop = session.listen({
      phase: ({ kind }) => {
        if (kind !== 'live') return;
        stop();
        resolve(performance.now() - begun);
      },
    });
    begin();
  });
}

const holdsMissed = ({ mirror }: Session, round: number): boolean =>
  benchKeys(MISSED).every((key) => Buffer.from(mirror.get(key)?.value ?? []).toString().startsWith(`written in round ${round} `));
