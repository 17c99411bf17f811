import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyFromBytes, keyToBytes } from '../../../shared/model/key';
import type { Edit } from '../../../shared/model/plan';
import { commandsOf, printing, readCommand, shellQuoted } from '../../../shared/plans/transfer/commands';
import { bytes } from '../../support/entries';

const stamp = { created: 1n, modified: 2n, version: 3 };
const etcd = { backend: 'etcd', endpoints: '127.0.0.1:2379' } as const;
const zookeeper = { backend: 'zookeeper', endpoints: '127.0.0.1:2181/app' } as const;

/** What a real shell makes of these commands, one run for all of them. */
function shellOutput(commands: readonly string[]): Uint8Array {
  const run = spawnSync('sh', { input: commands.join('\n'), maxBuffer: 64 * 1024 * 1024 });
  expect(run.stderr.toString()).toBe('');
  return new Uint8Array(run.stdout);
}

const hard = ['', "it's", '"double"', '$HOME `id` $(id)', 'a\nb\n', '\\n', '%s', '-n', '!x', '~', '*', '\t', 'é😀', "'", "''", '\u0001\u007f'];

describe('in a real shell', () => {
  it('a quoted text is one word, and nothing of it is expanded', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...hard), fc.string({ unit: 'grapheme' })), { maxLength: 20 }), (texts) => {
        const sayable = texts.map((text) => text.replaceAll('\0', ''));
        const output = shellOutput(sayable.map((text) => `printf '%s|' ${shellQuoted(text)}`));
        expect(new TextDecoder().decode(output)).toBe(sayable.map((text) => `${text}|`).join(''));
      }),
      { numRuns: 30 },
    );
  });

  it('a printing command prints every byte as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(...hard).map(bytes)), { maxLength: 20 }), (values) => {
        expect([...shellOutput(values.map(printing))]).toEqual(values.flatMap((value) => [...value]));
      }),
      { numRuns: 30 },
    );
  });

  it('etcdctl is given the very bytes of key and value', () => {
    const binary = fc.uint8Array({ minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(binary, fc.uint8Array({ maxLength: 12 }), (key, value) => {
        const edit: Edit = { kind: 'put', key: keyFromBytes(key), value, base: 'absent' };
        const { lines, problems } = commandsOf([edit], etcd);
        expect(problems.length > 0).toBe(key.includes(0) || (key.at(-1) === 0x0a && edit.key.includes('\\x')));
        if (problems.length > 0) return;
        // a stand-in that prints what it is given; without a value it takes what comes in
        const standIn = 'etcdctl() { shift 3; printf "%s|" "$1"; if [ $# -gt 1 ]; then printf %s "$2"; else cat; fi; }';
        expect([...shellOutput([standIn, ...lines])]).toEqual([...keyToBytes(edit.key), 0x7c, ...value]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('edits as commands', () => {
  it('of etcdctl keep the lease', () => {
    const edits: Edit[] = [
      { kind: 'check', key: '/c', base: stamp },
      { kind: 'put', key: '/a b', value: bytes('-1'), base: stamp },
      { kind: 'put', key: '/n', value: Uint8Array.of(0xff), base: 'absent' },
      { kind: 'delete', key: '/d', base: stamp },
    ];
    expect(commandsOf(edits, etcd)).toEqual({
      lines: [
        "etcdctl --endpoints=127.0.0.1:2379 put --ignore-lease -- '/a b' -1",
        "printf '\\377' | etcdctl --endpoints=127.0.0.1:2379 put -- /n",
        'etcdctl --endpoints=127.0.0.1:2379 del -- /d',
      ],
      problems: [],
    });
    expect(readCommand('/\\xFFx', etcd)).toBe('etcdctl --endpoints=127.0.0.1:2379 get -- "$(printf \'/\\377x\')"');
  });

  it('of zkCli are guarded by version', () => {
    const edits: Edit[] = [
      { kind: 'put', key: '/a', value: bytes('it\'s'), base: stamp },
      { kind: 'put', key: '/a', value: bytes('-1'), base: stamp },
      { kind: 'put', key: '/n', value: bytes(''), base: 'absent' },
      { kind: 'put', key: '/null', value: null, base: 'absent' },
      { kind: 'delete', key: '/d', base: stamp },
    ];
    const cli = 'zkCli.sh -server 127.0.0.1:2181/app';
    expect(commandsOf(edits, zookeeper)).toEqual({
      lines: [`${cli} set -v 3 /a 'it'\\''s'`, `${cli} set -v 3 -- /a -1`, `${cli} create /n ''`, `${cli} create /null`, `${cli} delete -v 3 /d`],
      problems: [],
    });
    expect(readCommand('/a', zookeeper)).toBe(`${cli} get /a`);
  });

  it('say where there is none', () => {
    const reasons = (edit: Edit, target: typeof etcd | typeof zookeeper) => commandsOf([edit], target).problems.map(({ reason, key }) => `${reason} ${key}`);
    expect(reasons({ kind: 'delete', key: '/a\\x00', base: stamp }, etcd)).toEqual(['command-nul /a\\x00']);
    expect(reasons({ kind: 'delete', key: '/\\xFF\n', base: stamp }, etcd)).toEqual(['command-line-end /\\xFF\n']);
    expect(reasons({ kind: 'put', key: '/a', value: null, base: stamp }, zookeeper)).toEqual(['command-null /a']);
    expect(reasons({ kind: 'put', key: '/a', value: Uint8Array.of(0xff), base: stamp }, zookeeper)).toEqual(['command-bytes /a']);
  });
});
