/** A test of a source, step by step: it connects, reads and watches as a session would, and lets go again. Nothing is kept or written. */
import { readdir } from 'node:fs/promises';
import type { Driver } from '../drivers/driver';
import { reach, type Reach } from '../drivers/index';
import { testFault, testSteps, type SourceTest, type TestStep } from '../../shared/model/source-answers';
import { fault, faultOf, ok, type Fault, type FaultReason, type Result } from '../../shared/fault';
import { formatEndpoint, type ConnectOptions, type Endpoint, type SourceSecrets } from '../../shared/model/source';

const PATIENCE_MS = 10_000;
/** For sockets alone, so that a dead server leaves time to try another one. */
const REACH_MS = 3_000;

const VACANT: SourceTest = { steps: [], server: '', creates: true };

/** Tries a source for ten seconds at most. What fails is a step that carries its fault. */
export async function trySource(driver: Driver, options: ConnectOptions, secrets?: SourceSecrets): Promise<Result<SourceTest>> {
  // connecting would create it, and a test leaves nothing behind
  if (options.backend === 'local' && (await isVacant(options.roots[0] ?? ''))) return ok(VACANT);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    if (options.backend === 'local') return ok(await rehearse(driver, options, secrets, stop.signal, []));
    return ok(await tryServers(driver, options, secrets, stop.signal));
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

/** Reaches for all servers at once, and goes on with those that answer, the quickest first, until one passes. */
async function tryServers(driver: Driver, options: ConnectOptions, secrets: SourceSecrets | undefined, signal: AbortSignal): Promise<SourceTest> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(REACH_MS)]);
  const reached = await Promise.all(options.endpoints.map((endpoint) => reach(endpoint, options, secrets, limit)));
  const tried: { endpoint: Endpoint; test: SourceTest }[] = reached
    .filter(isBroken)
    .map(({ endpoint, steps }) => ({ endpoint, test: { steps, server: '', creates: false } }));
  for (const { endpoint, steps } of reached.filter((one) => !isBroken(one)).sort((a, b) => took(a) - took(b))) {
    const test = await rehearse(driver, { ...options, endpoints: [endpoint] }, secrets, signal, steps);
    const broken = testFault(test);
    if (!broken) return { ...test, steps: [...test.steps, ...tried.flatMap(failedStep)] };
    tried.push({ endpoint, test });
    if (signal.aborted || sharedByAll.has(broken.reason)) break;
  }
  return tried.reduce<SourceTest | undefined>((best, { test }) => (best && progress(best) >= progress(test) ? best : test), undefined) ?? VACANT;
}

/** Faults that another server would answer with too; asking it often may lock an account. */
const sharedByAll: ReadonlySet<FaultReason> = new Set(['auth-failed', 'login-missing', 'login-enforced', 'root-denied', 'too-many-parts', 'root-missing']);

const isBroken = ({ steps }: Reach): boolean => steps.some((step) => step.fault);
const took = ({ steps }: Reach): number => steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
const progress = ({ steps }: SourceTest): number => testSteps.indexOf(steps.at(-1)?.step ?? 'resolve');
const failedStep = ({ endpoint, test }: { endpoint: Endpoint; test: SourceTest }): TestStep[] =>
  test.steps.filter((step) => step.fault).map((step) => ({ ...step, endpoint: formatEndpoint(endpoint) }));

/** Connects as a session would, looks at each root and sets a watch. `before` holds the steps that were taken already. */
async function rehearse(
  driver: Driver,
  options: ConnectOptions,
  secrets: SourceSecrets | undefined,
  signal: AbortSignal,
  before: readonly TestStep[],
): Promise<SourceTest> {
  const { roots, user } = options;
  const [first = ''] = roots;
  const steps = [...before];
  let server = '';
  let startedAt = performance.now();
  const pass = (step: TestStep['step'], found: string): void => {
    steps.push({ step, found, milliseconds: Math.round(performance.now() - startedAt) });
    startedAt = performance.now();
  };
  const end = (usual: TestStep['step'], broken: Fault): SourceTest => {
    const cause = signal.aborted ? silence(options) : broken;
    const step = stepOf(cause) ?? usual;
    if (user !== undefined && usual === 'login' && ['root', 'watch'].includes(step)) pass('login', user);
    // a server may go back on a handshake that it had taken
    const passed = steps.filter((one) => one.step !== 'tls' || step !== 'tls');
    return { steps: [...passed, { step, fault: cause, milliseconds: Math.round(performance.now() - startedAt) }], server, creates: false };
  };
  try {
    // the first root alone: the others get steps of their own
    const connection = await driver.connect({ options: { ...options, roots: [first] }, signal, ...(secrets && { secrets }) });
    try {
      ({ server } = connection);
      if (user !== undefined) pass('login', user);
      for (const [step, attempt] of [['root', connection.tryRoot], ['watch', connection.tryWatch]] as const) {
        for (const root of roots) {
          const outcome = await attempt.call(connection, root);
          if (!outcome.ok) return end(step, outcome.fault);
          if (step === 'root') pass(step, root);
        }
      }
      pass('watch', server);
      return { steps, server, creates: false };
    } finally {
      await connection.close();
    }
  } catch (error) {
    return end(user === undefined ? 'root' : 'login', faultOf(error));
  }
}

/** The step that a fault belongs to, whenever it comes to light. */
function stepOf({ code, reason }: Fault): TestStep['step'] | undefined {
  if (reason === 'tls-expected' || reason === 'certificate-wanted' || reason === 'certificate-refused') return 'tls';
  if (reason === 'server-too-old') return 'watch';
  if (reason === 'root-missing' || code === 'denied') return 'root';
  return code === 'auth-failed' ? 'login' : undefined;
}

/** Whether there is no directory, or an empty one. A directory that cannot be read is not vacant: connecting tells why. */
async function isVacant(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).length === 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

const silence = (options: ConnectOptions): Fault =>
  fault('unreachable', 'silent', { endpoint: options.endpoints.map(formatEndpoint).join(','), backend: options.backend });
