import { describe, expect, test } from 'vitest';
import { parseCommandLine, type CommandLine } from '../../../electron/command-line';

function packaged(...args: string[]): CommandLine {
  const parsed = parseCommandLine(args, false);
  if (!parsed.ok) throw new Error(parsed.sentence);
  return parsed.value;
}

function mistakeOf(...args: string[]): string {
  const parsed = parseCommandLine(args, false);
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
    const parsed = parseCommandLine(['-r', '/loader.js', '--inspect=0', '/path/to/app', '--no-sandbox', 'etcd://h/'], true);
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

  test('a second folder is not taken for the app', () => {
    expect(parseCommandLine(['/app', '/another'], true).ok).toBe(false);
  });
});
