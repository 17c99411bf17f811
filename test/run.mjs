// `npm test`: set-up, check, build, then every suite, and the sum of them all on the last line.
// `node test/run.mjs unit e2e -- -g "a name"` runs only those stages and hands the rest on to them.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { root } from '../electron/runtime/paths.mjs';
import { runForwarding } from '../electron/runtime/run.mjs';
import { setUp } from '../electron/runtime/setup.mjs';

const require = createRequire(import.meta.url);
const binary = (name, file) => path.join(path.dirname(require.resolve(`${name}/package.json`)), file);
const vitest = binary('vitest', 'vitest.mjs');
const playwright = binary('@playwright/test', 'cli.js');
const bddgen = binary('playwright-bdd', 'dist/cli/index.js');

const argv = process.argv.slice(2);
const cut = argv.indexOf('--');
const chosen = cut < 0 ? argv : argv.slice(0, cut);
const handedOn = cut < 0 ? [] : argv.slice(cut + 1);
const reports = mkdtempSync(path.join(os.tmpdir(), 'flagscope-test-report-'));

async function node(args, env = {}) {
  const options = { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } };
  return runForwarding(process.execPath, args, options).result;
}

function report(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** What a suite came to. A skipped test is a failed one: none of ours may pass by not running. */
function tally(name, code, counts) {
  const { passed = 0, failed = 0, skipped: left = 0 } = counts ?? {};
  // What a filter on the command line leaves out has not been skipped.
  const skipped = handedOn.length > 0 ? 0 : left;
  if (skipped > 0) console.error(`${name}: ${skipped} skipped, which counts as failed`);
  if (passed + failed + skipped === 0) console.error(`${name}: no test ran`);
  const sum = failed + skipped;
  return { passed, failed: sum === 0 && (code !== 0 || passed === 0) ? 1 : sum };
}

async function vitestSuite(name) {
  const file = path.join(reports, `${name}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await node([vitest, 'run', '-c', 'test/vitest.config.ts', '--project', name, ...reporters, ...handedOn]);
  const found = report(file);
  if (!found) return tally(name, code);
  // A file that cannot be loaded has no tests to count, so it counts as one.
  const broken = found.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length;
  const skipped = found.numPendingTests + found.numTodoTests;
  return tally(name, code, { passed: found.numPassedTests, failed: found.numFailedTests + broken, skipped });
}

async function playwrightSuite(name) {
  const file = path.join(reports, `${name}.json`);
  const args = [playwright, 'test', '-c', 'test/playwright.config.ts', '--project', name, '--reporter=list,json', ...handedOn];
  const code = await node(args, { PLAYWRIGHT_JSON_OUTPUT_FILE: file });
  const found = report(file);
  if (!found) return tally(name, code);
  const { expected, unexpected, flaky, skipped } = found.stats;
  return tally(name, code, { passed: expected, failed: unexpected + flaky + (found.errors.length > 0 && unexpected === 0 ? 1 : 0), skipped });
}

/** Seeds of faults are counted as tests are. A filter of test names means nothing to them. */
async function faultsSuite() {
  const file = path.join(reports, 'faults.json');
  const code = await node(['test/faults/run.mjs', `--report=${file}`]);
  return tally('faults', code, report(file));
}

const step = async (args) => ({ passed: 0, failed: (await node(args)) === 0 ? 0 : 1 });

const stages = {
  check: () => step(['electron/build/check.mjs']),
  build: () => step(['electron/build/build.mjs']),
  unit: () => vitestSuite('unit'),
  contract: () => vitestSuite('contract'),
  faults: faultsSuite,
  e2e: () => playwrightSuite('e2e'),
  features: async () => {
    const generated = await step([bddgen, '-c', 'test/playwright.config.ts']);
    return generated.failed ? generated : playwrightSuite('features');
  },
};
const needsBuild = (name) => name === 'e2e' || name === 'features';

function plan() {
  const unknown = chosen.filter((name) => !(name in stages));
  if (unknown.length > 0) throw new Error(`There is no stage ${unknown.join(', ')}: choose from ${Object.keys(stages).join(', ')}`);
  if (chosen.length === 0) return Object.keys(stages);
  return Object.keys(stages).filter((name) => chosen.includes(name) || (name === 'build' && chosen.some(needsBuild)));
}

async function main() {
  const sum = { passed: 0, failed: 0 };
  if (!setUp({ tests: true })) return { passed: 0, failed: 1 };
  let built = true;
  for (const name of plan()) {
    console.log(`\n== ${name}`);
    if (needsBuild(name) && !built) {
      console.error(`${name} did not run, as there is no build`);
      sum.failed += 1;
      continue;
    }
    const { passed, failed } = await stages[name]();
    if (name === 'build') built = failed === 0;
    sum.passed += passed;
    sum.failed += failed;
  }
  return sum;
}

try {
  const { passed, failed } = await main();
  process.exitCode = failed > 0 ? 1 : 0;
  console.log(`\n${passed} passed, ${failed} failed`);
} catch (error) {
  console.error(error.message);
  console.log('\n0 passed, 1 failed');
  process.exitCode = 1;
} finally {
  rmSync(reports, { recursive: true, force: true });
}
