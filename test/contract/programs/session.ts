/**
 * A session in a process of its own, so that a test can stop that process or set its wall clock. Arguments: the connect options as JSON.
 * Reads commands from stdin, a line each; writes what happens to stdout, a line of JSON each.
 */
import { createInterface } from 'node:readline';
import { drivers } from '../../../electron/drivers/index';
import { Session } from '../../../electron/sessions/session';
import { changedKey } from '../../../shared/model/frame';
import type { ConnectOptions } from '../../../shared/model/source';

/** What the program tells. Times are of its own clocks: `wall` may have been set by the test. */
export type SessionEvent =
  | { readonly event: 'phase'; readonly kind: string; readonly reason?: string; readonly retryInMs?: number }
  | { readonly event: 'changed'; readonly writes: readonly string[] }
  /** Answers `dump`: the mirror, `key modified-revision` each. */
  | { readonly event: 'mirror'; readonly entries: readonly string[] };

const connect = JSON.parse(process.argv[2] ?? '') as ConnectOptions;
const tell = (event: SessionEvent): void => void process.stdout.write(`${JSON.stringify(event)}\n`);

const session = new Session({ driver: drivers[connect.backend], terms: () => ({ connect, writable: true }) });
session.listen({
  phase: (phase) =>
    tell({
      event: 'phase',
      kind: phase.kind,
      ...(phase.kind === 'suspended' && { reason: phase.fault.reason, retryInMs: (phase.retryAt ?? 0) - Date.now() }),
    }),
  changed: (changes) =>
    tell({ event: 'changed', writes: changes.map((change) => `${changedKey(change)} ${change.kind === 'put' ? change.entry.stamp.modified : 'deleted'}`) }),
});
session.open();

const realNow = Date.now;
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [command, argument] = line.split(' ');
    if (command === 'shift') shiftWallClock(Number(argument));
    if (command === 'dump') tell({ event: 'mirror', entries: session.mirror.sorted().map(({ key, stamp }) => `${key} ${stamp.modified}`) });
  })
  .on('close', () => process.exit());

/** Sets the wall clock this many milliseconds ahead of the real one, for everything in this process. */
function shiftWallClock(milliseconds: number): void {
  const RealDate = globalThis.Date;
  const now = (): number => realNow() + milliseconds;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
}
