import path from 'node:path';
import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { build, type Rolldown } from 'vite';
import type { SuiteResult } from '../../../shared/rollout/conformance/suite';

const root = path.resolve(import.meta.dirname, '../../..');

/** The vectors and all engines as one script for a page. */
async function bundled(): Promise<string> {
  const built = (await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry: path.join(root, 'shared/rollout/conformance/conformance.ts'), name: 'rollout', formats: ['iife'] } },
  })) as Rolldown.RolldownOutput[];
  return built.flatMap(({ output }) => output).flatMap((chunk) => (chunk.type === 'chunk' ? [chunk.code] : [])).join('\n');
}

describe('the engines in a page', () => {
  it('come without Node and generate no code', async () => {
    const code = await bundled();
    // what vite puts in the place of a module of Node's
    expect(code).not.toContain('__vite-browser-external');
    const page = vm.createContext({ TextEncoder, TextDecoder, URL }, { codeGeneration: { strings: false, wasm: false } });
    expect(() => vm.runInContext('new Function("return 1")()', page)).toThrow(/[Cc]ode generation/);
    const results = vm.runInContext(`${code}\nJSON.stringify(rollout.conformance())`, page) as string;
    for (const { suite, passed, failed } of JSON.parse(results) as SuiteResult[]) expect({ suite, failed, some: passed > 0 }).toEqual({ suite, failed: 0, some: true });
  });
});
