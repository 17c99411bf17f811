/** Runs open-feature's cases for flagd's evaluators and counts them by file. */
import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import type { Pickle } from '@cucumber/messages';
import { makeEngine } from '../../shared/rollout/make-engine';
import { runCase } from './cases';
import { fetchedTestbed, testbedIn, type Testbed } from './testbed';

function scenariosOf(text: string, name: string): readonly Pickle[] {
  let ids = 0;
  const newId = (): string => String(ids++);
  return compile(new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher()).parse(text), name, newId);
}

function run({ origin, flags, features }: Testbed): boolean {
  console.log(`flagd-testbed, from ${origin}`);
  const document = new TextEncoder().encode(flags);
  const engines = { v1: makeEngine(document, { name: 'flagd-v1' }), v2: makeEngine(document, { name: 'flagd-v2' }) };
  const sum = { passed: 0, failed: 0, unsaid: 0 };
  for (const [name, text] of features) {
    const counts = { passed: 0, failed: 0, unsaid: 0 };
    for (const { steps, tags, name: title } of scenariosOf(text, name)) {
      const outcome = runCase(steps, tags.some((tag) => tag.name === '@fractional-v1') ? engines.v1 : engines.v2);
      counts[outcome.kind]++;
      sum[outcome.kind]++;
      if (outcome.kind === 'failed') console.error(`  ${name}: ${title}: ${outcome.why}\n    ${steps.map((step) => step.text).join('\n    ')}`);
    }
    console.log(`${name}: ${counts.passed} passed, ${counts.failed} failed${counts.unsaid > 0 ? `, ${counts.unsaid} about metadata not run` : ''}`);
  }
  console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.unsaid} not run`);
  return sum.failed === 0 && sum.passed > 0;
}

try {
  const from = process.argv.find((argument) => argument.startsWith('--from='))?.slice('--from='.length);
  process.exitCode = run(from === undefined ? await fetchedTestbed() : testbedIn(from)) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
