import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyFromBytes, keyToBytes } from '../../../shared/model/key';
import type { Edit } from '../../../shared/model/plan';
import { commandsOf, goQuoted, planCommandsOf, printing, readCommand, shellQuoted } from '../../../shared/plans/transfer/commands';
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

/** What Go makes of a quoted string, as far as {@link goQuoted} writes one. */
function unquoted(quoted: string): Uint8Array {
  const pieces = quoted.slice(1, -1).match(/\\x[0-9a-f]{2}|\\.|[^\\]+/g) ?? [];
  return new Uint8Array(pieces.flatMap((piece) => (piece.startsWith('\\x') ? [Number.parseInt(piece.slice(2), 16)] : [...bytes(piece.startsWith('\\') ? piece.slice(1) : piece)])));
}

describe('plans as commands', () => {
  const secure = { ...etcd, endpoints: 'https://etcd:2379', switches: { cacert: '/my ca.pem', cert: undefined, user: 'kim' } } as const;
  const plans: Edit[][] = [
    [
      { kind: 'check', key: '/from', base: { ...stamp, modified: 9n } },
      { kind: 'put', key: '/it\'s "new"', value: bytes('a\n\\'), base: 'absent', restore: { lease: '7f' } },
      { kind: 'put', key: '/a', value: Uint8Array.of(0xff), base: stamp },
    ],
    [{ kind: 'delete', key: '-d\\x00', base: stamp }],
  ];

  it('of etcdctl are transactions with the guards of the plan, in any bytes', () => {
    const { lines, problems } = planCommandsOf(plans, secure, () => false);
    expect(problems).toEqual([]);
    expect(lines).toEqual([
      [
        "etcdctl --endpoints=https://etcd:2379 --cacert='/my ca.pem' --user=kim txn <<'END' | grep -x SUCCESS &&",
        'mod("/from") = "9"',
        'create("/it\'s \\"new\\"") = "0"',
        'mod("/a") = "2"',
        '',
        'put --lease=7f -- "/it\'s \\"new\\"" "a\\x0a\\\\"',
        'put --ignore-lease -- "/a" "\\xff"',
        '',
        '',
        'END',
      ].join('\n'),
      ["etcdctl --endpoints=https://etcd:2379 --cacert='/my ca.pem' --user=kim txn <<'END' | grep -x SUCCESS", 'mod("-d\\x00") = "2"', '', 'del -- "-d\\x00"', '', '', 'END'].join('\n'),
    ]);
  });

  it('go on only after what was written', () => {
    const { lines } = planCommandsOf(plans, etcd, () => false);
    const standIn = (word: string) => `etcdctl() { echo ran >&2; cat >/dev/null; echo ${word}; }`;
    const ran = (word: string) => spawnSync('sh', { input: `${[standIn(word), ...lines].join('\n')}\n` });
    expect(ran('SUCCESS').stderr.toString()).toBe('ran\nran\n');
    expect(ran('FAILURE').stderr.toString()).toBe('ran\n');
    expect(ran('FAILURE').status).toBe(1);
  });

  it('quote bytes for Go on one line, and lose none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(...hard).map(bytes), fc.string({ unit: 'grapheme' }).map(bytes)), (value) => {
        const quoted = goQuoted(value);
        expect(quoted).toMatch(/^"(?:[^"\\\n]|\\.)*"$/);
        expect([...unquoted(quoted)]).toEqual([...value]);
      }),
    );
  });

  it('of zkCli are one command an edit, and what is only checked is told', () => {
    const acl = [{ bits: 31, scheme: 'digest', id: 'kim:abc=' }, { bits: 1, scheme: 'world', id: 'anyone' }];
    const edits: Edit[] = [
      { kind: 'check', key: '/from', base: stamp },
      { kind: 'put', key: '/copy', value: bytes('x'), base: 'absent', restore: { acl } },
      { kind: 'delete', key: '/d', base: stamp },
    ];
    const { lines, problems } = planCommandsOf([edits], zookeeper, () => false);
    const cli = 'zkCli.sh -server 127.0.0.1:2181/app';
    expect(lines).toEqual([`${cli} create /copy x 'digest:kim:abc=:rwcda,world:anyone:r' &&`, `${cli} delete -v 3 /d`]);
    expect(problems).toMatchObject([{ reason: 'command-check', key: '/from' }]);
    const odd: Edit = { kind: 'put', key: '/x', value: bytes(''), base: 'absent', restore: { acl: [{ bits: 1, scheme: 'x509', id: 'CN=a,O=b' }] } };
    expect(planCommandsOf([[odd]], zookeeper, () => false)).toMatchObject({ lines: [], problems: [{ reason: 'command-acl', key: '/x' }] });
  });
});

describe('a masked value', () => {
  const moved: Edit[] = [
    { kind: 'put', key: '/new/password', value: bytes('hunter2'), base: 'absent' },
    { kind: 'delete', key: '/old/password', base: stamp },
  ];

  it('is in no command, and told', () => {
    for (const target of [etcd, zookeeper]) {
      const { lines, problems } = planCommandsOf([moved], target, () => true);
      expect(lines.join('\n')).not.toContain('hunter2');
      expect(problems).toMatchObject([{ reason: 'command-masked', key: '/new/password' }]);
    }
    expect(planCommandsOf([moved], etcd, () => true).lines.join('\n')).toContain('put -- "/new/password" "\\masked"');
  });

  it('stops a real shell before anything that comes after it is deleted', () => {
    const { lines } = planCommandsOf([moved], zookeeper, () => true);
    const run = (more: string) => spawnSync('sh', { input: ['cli() { shift 2; echo "$@"; }', more, ...lines.map((line) => line.replace('zkCli.sh', 'cli'))].join('\n') });
    expect(run('').stdout.toString()).toBe('');
    expect(run('').stderr.toString()).toContain('masked');
    expect(run('FLAGSCOPE_SECRET_1="hunter 2"').stdout.toString()).toBe('create -- /new/password hunter 2\ndelete -v 3 /old/password\n');
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
