import type { Driver } from '../drivers/driver';
import type { SourceInfo, SourceStatus } from '../../shared/contract';
import { fault, FaultError, failed, ok, type Result } from '../../shared/fault';
import type { ConnectOptions, Source, SourceSecrets } from '../../shared/model/source';
import type { WritesStatus } from '../../shared/model/writes';
import { Attempts } from './attempts';
import type { Meter } from './cost';
import { startDemo, type Demo } from './demo';
import { diagnostics, type About } from './diagnostics';
import { seedSandbox } from './sandbox';
import { Session } from './session';
import { isWritable, SANDBOX_ID } from './source-list';
import { missingSecret } from './source-secrets';
import { Verifier } from './verifier';

export interface HeldSourceOptions {
  readonly source: Source;
  readonly driver: Driver;
  /** Goes on counting; a new one where there is none. */
  readonly meter?: Meter;
  readonly readOnly: boolean;
  /** Where the source is, in full. */
  locate(source: Source): ConnectOptions;
  secrets(): SourceSecrets;
  /** The status changed by something beside the session. */
  onStatus(held: HeldSource): void;
}

/** A source with its session, as the registry holds it. The user may change the source while the session runs. */
export class HeldSource {
  source: Source;
  /** Whether it is read-only for as long as this process runs, whatever it says itself. */
  readOnly: boolean;
  readonly session: Session;
  readonly verifier: Verifier;
  readonly attempts = new Attempts();
  readonly #driver: Driver;
  readonly #onStatus: (held: HeldSource) => void;
  #demo: Demo | undefined;
  #writes: WritesStatus = {};

  constructor({ source, driver, meter, readOnly, locate, secrets, onStatus }: HeldSourceOptions) {
    this.source = source;
    this.readOnly = readOnly;
    this.#driver = driver;
    this.#onStatus = onStatus;
    this.session = new Session({
      driver: this.isSandbox ? seeding(driver) : driver,
      ...(meter && { meter }),
      terms: () => {
        const known = secrets();
        const missing = missingSecret(this.source, known);
        const { loading } = this.source;
        return { connect: locate(this.source), writable: this.#writable, secrets: known, ...(loading && { loading }), ...(missing && { missing }) };
      },
    });
    this.session.listen({ phase: (phase) => phase.kind !== 'live' && this.stopDemo() });
    this.session.listen({ phase: (phase) => this.attempts.phase(phase) });
    this.verifier = new Verifier(this.session, () => onStatus(this));
  }

  get isSandbox(): boolean {
    return this.source.id === SANDBOX_ID;
  }

  get info(): SourceInfo {
    return {
      source: this.source,
      capabilities: this.#driver.capabilities,
      writable: this.#writable,
      open: this.session.isOpen,
      sandbox: this.isSandbox,
    };
  }

  get status(): SourceStatus {
    const { progress } = this.verifier;
    return { ...this.session.status(), demoRunning: this.#demo !== undefined, writes: this.#writes, ...(progress && { verifying: progress }) };
  }

  /** What somebody who is to help has to know of it. */
  diagnostics(about: About): string {
    const { source, session, status, attempts } = this;
    const now = Date.now();
    return diagnostics({
      about,
      source,
      open: session.isOpen,
      readOnlyRun: this.readOnly,
      status,
      attempts: attempts.recent(now),
      lastLive: attempts.lastLive(now),
      now,
    });
  }

  /** What can be taken back has changed, or a sequence of writes has got on. */
  tellWrites(writes: WritesStatus): void {
    this.#writes = writes;
    this.#onStatus(this);
  }

  /** Starts the sandbox's demo activity; it ends with the connection. */
  startDemo(): Result<null> {
    const { session } = this;
    if (!this.isSandbox)
      return failed(fault('not-supported', 'not-supported', { backend: this.source.name, detail: 'only the sandbox has demo activity' }));
    if (!this.#writable) return failed(fault('read-only', 'read-only'));
    if (session.phase.kind !== 'live') return failed(fault('unreachable', 'not-live'));
    this.#demo ??= startDemo({ apply: (plan) => session.apply(plan), entry: (key) => session.mirror.get(key) });
    return ok(null);
  }

  stopDemo(): void {
    this.#demo?.stop();
    this.#demo = undefined;
  }

  get #writable(): boolean {
    return isWritable(this.source, this.readOnly);
  }
}

/** The sandbox's driver: a brand-new workspace is filled before anybody looks at it, also in a read-only run. */
function seeding(driver: Driver): Driver {
  return {
    ...driver,
    connect: async (request) => {
      const seeded = await seedSandbox(driver, request.options, request.signal);
      if (!seeded.ok && !request.signal.aborted) throw new FaultError(seeded.fault);
      return driver.connect(request);
    },
  };
}
