/** "Verify now" of one source: one comparison at a time, which can be cancelled; what it finds wrong is repaired by a new listing. */
import { fault, failed, ok, type Fault, type Result } from '../../shared/fault';
import type { Verification, VerifyProgress } from '../../shared/model/verification';
import { everySoOften } from './pause';
import type { Session } from './session';
import { verify } from './verify';

const REPORT_MS = 100;

export class Verifier {
  readonly #session: Session;
  readonly #onProgress: () => void;
  #stop: AbortController | undefined;
  #progress: VerifyProgress | undefined;

  /** `onProgress` is called when {@link progress} has changed. */
  constructor(session: Session, onProgress: () => void) {
    this.#session = session;
    this.#onProgress = onProgress;
  }

  /** How far it has got; undefined while none is under way. */
  get progress(): VerifyProgress | undefined {
    return this.#progress;
  }

  /** Compares now. Another one under way is given up. */
  async run(): Promise<Result<Verification>> {
    this.cancel();
    const session = this.#session;
    if (session.phase.kind !== 'live') return failed(fault('unreachable', 'verify-not-live'));
    const stop = new AbortController();
    this.#stop = stop;
    let interrupted: Fault | undefined;
    const unlisten = session.listen({
      phase: () => {
        interrupted ??= fault('unreachable', 'verify-interrupted');
        stop.abort();
      },
    });
    this.#show({ step: 'reading', keys: 0 });
    const report = everySoOften(REPORT_MS, (progress: VerifyProgress) => this.#stop === stop && this.#show(progress));
    const result = await session.beside(stop.signal, async (connection) =>
      ok(
        await verify({
          connection,
          mirror: session.mirror,
          onChange: (changed) => session.listen({ changed }),
          onProgress: report,
          signal: stop.signal,
        }),
      ),
    );
    unlisten();
    const aborted = stop.signal.aborted;
    stop.abort();
    if (this.#stop === stop) {
      this.#stop = undefined;
      this.#show(undefined);
    }
    if (aborted) return failed(interrupted ?? fault('aborted', 'aborted'));
    if (result.ok && result.value.count > 0) session.relist(fault('internal', 'verify-mismatch', { count: result.value.count }));
    return result;
  }

  /** Gives the comparison under way up. */
  cancel(): void {
    this.#stop?.abort();
  }

  #show(progress: VerifyProgress | undefined): void {
    this.#progress = progress;
    this.#onProgress();
  }
}
