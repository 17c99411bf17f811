import { afterEach, describe, expect, it, vi } from 'vitest';
import { setUp } from '../../../electron/runtime/setup.mjs';

describe('set-up', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('says nothing where nothing is missing', () => {
    const said: string[] = [];
    expect(setUp({ tests: true, say: (sentence) => said.push(sentence) })).toBe(true);
    expect(said).toEqual([]);
  });

  it('names what is missing and the command that brings it where it may not install', () => {
    vi.stubEnv('PATH', '/nowhere');
    vi.stubEnv('FLAGSCOPE_CACHE', '/nowhere/cache');
    const said: string[] = [];
    expect(setUp({ tests: true, mayInstall: false, say: (sentence) => said.push(sentence) })).toBe(false);
    const advice = said.join('\n');
    expect(advice).toContain('lacks');
    expect(advice).toMatch(/Java.*etcd/);
    expect(advice).toMatch(/^ {2}sudo apt-get update && sudo apt-get install -y --no-install-recommends .*default-jre-headless/m);
    expect(advice).toMatch(/apt-get download etcd-server.*dpkg-deb -x \S+ \/nowhere\/cache\/etcd$/m);
  });
});
