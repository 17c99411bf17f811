import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '../..');
const oxlint = path.join(path.dirname(createRequire(import.meta.url).resolve('oxlint/package.json')), 'bin/oxlint');
const reportSchema = z.object({
  diagnostics: z.array(z.object({ message: z.string(), code: z.string(), filename: z.string() })),
  number_of_files: z.number(),
});
type Report = z.infer<typeof reportSchema>;

function lint(folder: string): Report {
  const args = [oxlint, '-c', 'electron/build/oxlint.json', '-f', 'json', 'electron', 'renderer', 'shared', 'test'];
  try {
    return reportSchema.parse(JSON.parse(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' })));
  } catch (error) {
    // With findings it ends with 1, and what it found is on standard output all the same.
    return reportSchema.parse(JSON.parse(z.object({ stdout: z.string() }).parse(error).stdout));
  }
}

interface Planted {
  readonly rule: string;
  readonly file: string;
  readonly code: string;
  readonly says: RegExp;
}

const planted: readonly Planted[] = [
  { rule: 'shared/ imports no other room', file: 'shared/a.ts', code: `import '../renderer/store/state';`, says: /shared\/ is pure/ },
  { rule: 'shared/ imports no Node', file: 'shared/b.ts', code: `import 'node:fs';`, says: /shared\/ is pure/ },
  { rule: 'shared/ imports no package that is not allowed', file: 'shared/c.ts', code: `import 'valtio';`, says: /shared\/ is pure/ },
  { rule: 'the page imports no Electron', file: 'renderer/a.ts', code: `import 'electron';`, says: /the page knows neither/ },
  { rule: 'the page imports no Node', file: 'renderer/b.ts', code: `export { join } from 'path';`, says: /the page knows neither/ },
  { rule: 'the page imports nothing of main', file: 'renderer/c.ts', code: `import type { A } from '../electron/window'; export type B = A;`, says: /the page knows neither/ },
  { rule: 'main imports nothing of the page', file: 'electron/a.ts', code: `export * from '../renderer/App';`, says: /main does not import the page/ },
  { rule: 'drivers do not import each other', file: 'electron/drivers/etcd/a.ts', code: `import '../zookeeper/wire';`, says: /drivers do not know each other/ },
  { rule: 'drivers are reached by their front door', file: 'electron/b.ts', code: `export const a = import('./drivers/etcd/watch');`, says: /drivers are reached by/ },
  { rule: 'views do not import the state', file: 'renderer/views/tree/a.ts', code: `import './../../store/state';`, says: /views read through/ },
  { rule: 'ui does not import the store', file: 'renderer/ui/a.ts', code: `import '../store/hooks';`, says: /does not know the store/ },
  { rule: 'the gateway imports no window', file: 'electron/gateway/a.ts', code: `import '../window';`, says: /the gateway knows/ },
  { rule: 'writes import no Electron', file: 'electron/writes/a.ts', code: `import 'electron';`, says: /writes know sessions/ },
  { rule: 'writes import no window', file: 'electron/writes/b.ts', code: `import '../desk';`, says: /writes know sessions/ },
  { rule: 'sessions do not import writes', file: 'electron/sessions/a.ts', code: `import '../writes/writer';`, says: /sessions do not know/ },
  { rule: 'the app imports no tests', file: 'electron/c.ts', code: `import '../test/support/app';`, says: /does not import tests/ },
  { rule: 'a package is named in package.json', file: 'electron/d.ts', code: `import 'left-pad';`, says: /named in package\.json/ },
  { rule: 'useSnapshot stays in the hooks', file: 'renderer/views/b.ts', code: `import { useSnapshot as s } from 'valtio'; s({});`, says: /useSnapshot is imported in/ },
  { rule: 'useSnapshot is not had by the whole of valtio', file: 'renderer/views/c.ts', code: `import * as v from 'valtio'; v.proxy({});`, says: /useSnapshot is imported in/ },
  { rule: 'ipcRenderer stays in the preload', file: 'electron/e.ts', code: `import { ipcRenderer } from 'electron'; ipcRenderer.send('a');`, says: /ipcRenderer is imported in/ },
  { rule: 'modules form no cycle', file: 'shared/ring-a.ts', code: `import { b } from './ring-b'; export const a = () => b;`, says: /[Cc]ycle/ },
  { rule: 'hooks are not called in a condition', file: 'renderer/d.tsx', code: `import { useState } from 'react'; export function A({ x }: { x: boolean }) { if (x) useState(1); return null; }`, says: /called conditionally/ },
  { rule: 'effects name what they depend on', file: 'renderer/e.tsx', code: `import { useEffect } from 'react'; export function A({ x }: { x: number }) { useEffect(() => { document.title = String(x); }, []); return null; }`, says: /missing dependency/ },
  { rule: 'any is not used', file: 'shared/d.ts', code: `export const a = (b: any) => b;`, says: /any/ },
  { rule: 'null is not asserted away', file: 'shared/e.ts', code: `export const a = (b: string | null) => b!;`, says: /non-null/ },
];

const allowed: Readonly<Record<string, string>> = {
  'shared/ring-b.ts': `import { a } from './ring-a'; export const b = () => a;`,
  'shared/fine.ts': `import { z } from 'zod'; export * from './d'; export const schema = z.string();`,
  'renderer/store/hooks.ts': `export { useSnapshot } from 'valtio';`,
  'renderer/views/fine.ts': `import { useSnapshot } from '../store/hooks'; import { proxy } from 'valtio'; export const a = [useSnapshot, proxy];`,
  'electron/preload.ts': `import { ipcRenderer } from 'electron'; ipcRenderer.send('a');`,
  'electron/writes/fine.ts': `import type { B } from '../sessions/fine'; import fs from 'node:fs'; export const c: B | typeof fs = fs;`,
  'electron/sessions/fine.ts': `import { drivers } from '../drivers'; import type { Driver } from '../drivers/driver'; export const a: Driver[] = drivers; export type B = Driver;`,
  'electron/drivers/etcd/fine.ts': `import type { Driver } from '../driver'; import fs from 'node:fs'; export const a: Driver | typeof fs = fs;`,
  'test/unit/fine.ts': `import '../../electron/drivers/etcd/fine'; import '../../renderer/store/state';`,
};

describe('the rooms', { timeout: 60_000 }, () => {
  let folder: string;
  let report: Report;

  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'flagscope-rooms-'));
    const write = (file: string, code: string) => {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), `${code}\n`);
    };
    for (const { file, code } of planted) write(file, code);
    for (const [file, code] of Object.entries(allowed)) write(file, code);
    mkdirSync(path.join(folder, 'electron/build'), { recursive: true });
    for (const file of ['package.json', 'electron/build/oxlint.json', 'electron/build/rooms.mjs']) {
      copyFileSync(path.join(root, file), path.join(folder, file));
    }
    report = lint(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(planted)('are kept apart: $rule', ({ file, says }) => {
    const said = report.diagnostics.filter(({ filename }) => filename.endsWith(file)).map(({ message }) => message);
    expect(said).toContainEqual(expect.stringMatching(says));
  });

  it.each(Object.keys(allowed).filter((file) => file !== 'shared/ring-b.ts'))('are open where they may be: %s', (file) => {
    expect(report.diagnostics.filter(({ filename }) => filename.endsWith(file))).toEqual([]);
  });

  it('are all looked at', () => {
    const sources = ['electron', 'renderer', 'shared', 'test'].flatMap((room) =>
      readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file)),
    );
    expect(sources.length).toBeGreaterThan(50);
    expect(lint(root).number_of_files).toBeGreaterThanOrEqual(sources.length);
  });
});
