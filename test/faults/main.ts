/** Runs seeds, a process for each kind of store, and sums them up. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { PORTS_VARIABLE } from '../support/ports';
import { runSeed, type SeedReport } from './seed';
import { isGuarded, startStore, type FaultStore } from './store';
import { jobsOf, seedAt, type Job } from './switches';
import type { Target } from './schedule';

/** A seed that takes longer hangs. */
const HANGS_AFTER_MS = 240_000;

const nothing = { writes: 0, faults: [], reconnects: 0, log: [] };

const switchesOf = ({ backend, members }: Target, seed: number): string => `--backend=${backend} --members=${members} --seed=${seed}`;

/** The seeds of one store, in this process; each report is a line of JSON. */
async function work(job: Job): Promise<void> {
  const { target, kept, minutes } = job;
  const deadline = Date.now() + minutes * 60_000;
  const stores = new Map<boolean, FaultStore>();
  const run = async (seed: number): Promise<SeedReport> => {
    const guarded = isGuarded(target, seed);
    const store = stores.get(guarded) ?? (await startStore(target, seed));
    stores.set(guarded, store);
    const report = await reported(store, seed);
    if (report.mismatches.length > 0) {
      // what is wrong with it must not be found again by the next
      stores.delete(guarded);
      await store.stop().catch(() => undefined);
    }
    return report;
  };
  const tell = (report: SeedReport): void => console.log(JSON.stringify(report));
  for (let place = 0; place < kept.length || Date.now() < deadline; place++) {
    const seed = seedAt(job, place);
    if (seed === undefined) break;
    tell(await run(seed));
  }
  for (const store of stores.values()) await store.stop();
}

/** The report of a seed, also where it cannot be begun or never ends. */
async function reported(store: FaultStore, seed: number): Promise<SeedReport> {
  const log: string[] = [];
  const without = (why: string): SeedReport => ({ ...nothing, seed, log, mismatches: [why] });
  let timer: NodeJS.Timeout | undefined;
  const hangs = new Promise<SeedReport>((resolve) => {
    timer = setTimeout(() => resolve(without(`it has not ended after ${HANGS_AFTER_MS / 1000} s`)), HANGS_AFTER_MS);
  });
  try {
    return await Promise.race([runSeed(store, seed, log), hangs]);
  } catch (error) {
    return without(error instanceof Error ? String(error.stack) : String(error));
  } finally {
    clearTimeout(timer);
  }
}

const FIRST_PORT = 12_000;
/** Ports of one process. */
const PORTS = 2_000;
let started = 0;

/** Runs a job in a process of its own; tells each seed that fails at once. */
async function run(job: Job): Promise<SeedReport[]> {
  const from = FIRST_PORT + PORTS * started++;
  const env = { ...process.env, [PORTS_VARIABLE]: `${from}-${from + PORTS}` };
  const child = spawn(process.execPath, [process.argv[1] ?? '', '--job', JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'inherit'], env });
  const reports: SeedReport[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{"seed":')) {
      console.error(line);
      continue;
    }
    const report = JSON.parse(line) as SeedReport;
    reports.push(report);
    if (report.mismatches.length > 0) explain(job.target, report);
  }
  const code = child.exitCode ?? (await new Promise<number | null>((resolve) => child.once('exit', resolve)));
  if (code === 0) return reports;
  const seed = seedAt(job, reports.length) ?? job.end;
  const broken = { ...nothing, seed, mismatches: [`the process ended with ${code}`] };
  explain(job.target, broken);
  return [...reports, broken];
}

function explain(target: Target, { seed, mismatches, log }: SeedReport): void {
  const shown = mismatches.slice(0, 20).map((mismatch) => `  ${mismatch}`);
  console.error([`\nFAILED: npm run test:faults -- ${switchesOf(target, seed)}`, ...shown, ...log.map((line) => `    ${line}`)].join('\n'));
}

function summary(target: Target | undefined, reports: readonly SeedReport[], seconds: number): string {
  const counts = new Map<string, number>();
  for (const kind of reports.flatMap(({ faults }) => faults)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const sum = (of: (report: SeedReport) => number): number => reports.reduce((total, report) => total + of(report), 0);
  const kinds = [...counts].sort(([, a], [, b]) => b - a).map(([kind, count]) => `${kind} ${count}`);
  return [
    `${target?.backend} x ${target?.members}: ${reports.length} seeds, ${sum(({ writes }) => writes)} writes, ${sum(({ faults }) => faults.length)} faults,`,
    `${sum(({ reconnects }) => reconnects)} reconnects, ${sum(({ mismatches }) => mismatches.length)} mismatches, ${Math.round(seconds)} s (${kinds.join(', ')})`,
  ].join(' ');
}

async function main(): Promise<number> {
  const { jobs, report } = jobsOf(process.argv.slice(2));
  const all = await Promise.all(
    jobs.map(async (lanes) => {
      const begun = performance.now();
      const reports = (await Promise.all(lanes.map(run))).flat();
      console.log(summary(lanes[0]?.target, reports, (performance.now() - begun) / 1000));
      return reports;
    }),
  );
  const failed = all.flat().filter(({ mismatches }) => mismatches.length > 0).length;
  if (report !== undefined) writeFileSync(report, JSON.stringify({ passed: all.flat().length - failed, failed }));
  return failed > 0 || all.flat().length === 0 ? 1 : 0;
}

if (process.argv[2] === '--job') await work(JSON.parse(process.argv[3] ?? '') as Job).then(() => process.exit(0));
else process.exitCode = await main();
