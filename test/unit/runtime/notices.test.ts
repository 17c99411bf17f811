import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noticesFor } from '../../../electron/build/notices.mjs';
import { packageFolder } from '../../../electron/build/shipped.mjs';

describe('third-party notices', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'flagscope-notices-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function packageNamed(name: string, more: object, files: Readonly<Record<string, string>> = {}): string {
    const place = path.join(folder, name);
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...more }));
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(place, file), text);
    return place;
  }

  it('hold the text of every licence, in order of name', () => {
    const b = packageNamed('b', { license: 'MIT' }, { 'LICENSE.md': 'text of b', NOTICE: 'notice of b' });
    const a = packageNamed('a', { licenses: [{ type: 'BSD' }] }, { LICENCE: 'text of a' });
    const notices = noticesFor([b, a]);
    expect(notices.indexOf('a 1.0.0 (BSD)')).toBeLessThan(notices.indexOf('b 1.0.0 (MIT)'));
    for (const text of ['text of a', 'text of b', 'notice of b']) expect(notices).toContain(text);
  });

  it('name the licence and the author of a package that carries no text', () => {
    const place = packageNamed('c', { license: 'ISC', author: { name: 'Somebody' } });
    expect(noticesFor([place])).toContain('Licensed under ISC, by Somebody.');
  });

  it('refuse a package without a licence', () => {
    expect(() => noticesFor([packageNamed('d', {})])).toThrow('d states no licence');
  });

  it('know which package a bundled file is from', () => {
    const file = path.join(folder, 'node_modules', 'a', 'node_modules', '@scope', 'b', 'dist', 'index.js');
    expect(packageFolder(`\0${file}?commonjs-module`)).toBe(path.join(folder, 'node_modules', 'a', 'node_modules', '@scope', 'b'));
    expect(packageFolder(path.join(folder, 'renderer', 'main.tsx'))).toBeUndefined();
    expect(packageFolder('\0vite/preload-helper')).toBeUndefined();
  });
});
