import { describe, expect, test } from 'vitest';
import { parseCommandLine, type CommandLine } from '../../../electron/command-line';

function packaged(...args: string[]): CommandLine {
  const parsed = parseCommandLine(args, false, '/here');
  if (!parsed.ok) throw new Error(parsed.sentence);
  return parsed.value;
}

function mistakeOf(...args: string[]): string {
  const parsed = parseCommandLine(args, false, '/here');
  if (parsed.ok) throw new Error(`${args.join(' ')} was accepted`);
  return parsed.sentence;
}

describe('the command line', () => {
  test('may be empty', () => {
    expect(packaged()).toEqual({ links: [], readOnly: false, noWindow: false });
  });

  test('names sources, in order, and switches anywhere', () => {
    const { links, ...rest } = packaged('--read-only', 'etcd://one/', '--lang=zh-CN', 'local:', '--no-window', '--user-data-dir=/tmp/x');
    expect(links.map(({ source }) => source.backend)).toEqual(['etcd', 'local']);
    expect(rest).toEqual({ readOnly: true, noWindow: true, userDataDir: '/tmp/x', language: 'zh-CN' });
  });

  test('leaves the switches of Electron alone', () => {
    const { links } = packaged('--remote-debugging-port=0', '--no-sandbox', '--inspect=0', '-psn_0_1', '--', '--disable-gpu', 'local:');
    expect(links).toHaveLength(1);
  });

  test('has the app folder first where Electron is given one, wherever switches and loaders stand', () => {
    const parsed = parseCommandLine(['-r', '/loader.js', '--inspect=0', '/path/to/app', '--no-sandbox', 'etcd://h/'], true, '/here');
    expect(parsed.ok && parsed.value.links.map(({ source }) => source.endpoints)).toEqual([[{ host: 'h', port: 2379 }]]);
  });

  test.each([
    [['etcd://'], 'it names no host'],
    [['just-a-word'], 'just-a-word is not a source URL'],
    [['--gateway-port=8080'], 'this version has no gateway'],
    [['--lang=fr'], 'Use --lang=en or --lang=zh-CN'],
    [['--lang'], 'Use --lang=en'],
    [['--user-data-dir='], 'Write --user-data-dir=DIR'],
    [['--user-data-dir', '/tmp/x'], '/tmp/x is not a source URL'],
    [['--read-only=1'], '--read-only takes no value'],
    [['--readonly'], 'Write --read-only.'],
    [['--read_only'], 'Write --read-only.'],
    [['-read-only'], 'Write --read-only.'],
    [['--nowindow'], 'Write --no-window.'],
  ])('%j is refused with a sentence', (args, sentence) => {
    expect(mistakeOf(...args)).toContain(sentence);
  });

  test.each([
    ['etcd://a,A:2379/', 'etcd://a,A:2379/: A:2379 is named twice. Keep one of them.'],
    ['etcd://a:0/', 'etcd://a:0/: “a:0” has no valid port (1 to 65535).'],
    [`etcd://${Array.from({ length: 33 }, (_, i) => `h${i}`).join()}/`, 'These are 33 servers; 32 are the most.'],
    ['zookeeper://h/a//b', '“/a//b” cannot be a root of ZooKeeper: a name in a path is not empty.'],
    ['zookeeper://h/a/../b', '“/a/../b” cannot be a root of ZooKeeper: . and .. are not names.'],
    ['zookeeper://h/a?root=/a/b', '/a/b lies inside /a, so it would be watched twice. Leave /a/b out of the roots of this source.'],
    ['etcd://h/a?root=/a', '/a stands here twice. Keep one of them.'],
    [`etcd://h/${Array.from({ length: 16 }, (_, i) => `&root=${i}x`).join('').replace('&', '?')}`, 'These are 17 roots; 16 are the most.'],
    ['zookeeper://h/a?separator=:', 'ZooKeeper separates by / and nothing else.'],
    ['etcd://h/a?separator=123456789', 'This has 9 characters; 8 are the most.'],
    ['etcd://h?cert=a', 'The source names the certificate /here/a but not its private key. Name the key as well.'],
    ['etcd://h?cert=a&certkey=b&pkcs12=c', 'The source names both /here/c and /here/a as your certificate. Keep either the PKCS12 file or the PEM files.'],
    [`etcd://h?servername=${'a'.repeat(254)}`, 'This has 254 characters; 253 are the most.'],
    ['local:a?user=b', 'A local workspace has no server, no user and no TLS.'],
    ['local:a?root=b', 'A local workspace is one directory.'],
  ])('refuses the source %s as the window would', (url, sentence) => {
    expect(mistakeOf(url)).toContain(sentence);
  });

  test('takes paths from the directory of the launch on', () => {
    const { links } = packaged('local:flags', 'local:/flags', 'local:', 'etcd://h?ca=ca.pem');
    expect(links.map(({ source }) => source.roots[0])).toEqual(['/here/flags', '/flags', '', '']);
    expect(links.at(-1)?.source.tls).toEqual({ ca: '/here/ca.pem' });
  });

  test('a second folder is not taken for the app', () => {
    expect(parseCommandLine(['/app', '/another'], true, '/here').ok).toBe(false);
  });
});
