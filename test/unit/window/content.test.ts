import { describe, expect, it } from 'vitest';
import { hexDump } from '../../../renderer/ui/hex';
import { contentOf } from '../../../renderer/views/detail/content';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a value on the screen', () => {
  it('is shown as it is stored, whatever it is', () => {
    for (const text of ['{"a":1}', 'level: info\nformat: json', ' true', 'plain']) {
      expect(contentOf('/key', bytes(text), true).shown).toBe(text);
    }
  });

  it('is told apart as JSON, YAML, number, text and bytes', () => {
    expect(contentOf('/key', bytes('{"a":1}'), true)).toMatchObject({ kind: 'json', language: 'json' });
    expect(contentOf('/key', bytes('level: info\nformat: json\n'), true)).toMatchObject({ kind: 'yaml', language: 'yaml' });
    expect(contentOf('/app.yml', bytes('anything'), true)).toMatchObject({ kind: 'yaml' });
    expect(contentOf('/key', bytes('12'), true)).toMatchObject({ kind: 'number', language: 'plain' });
    expect(contentOf('/key', bytes('see: the manual'), true)).toMatchObject({ kind: 'text' });
    expect(contentOf('/key', Uint8Array.of(0xff, 0x41), true)).toMatchObject({ kind: 'binary', text: null, language: 'hex' });
  });

  it('loses its colours when it is large, and nothing else', () => {
    const large = JSON.stringify('x'.repeat(300_000));
    expect(contentOf('/key', bytes(large), true)).toMatchObject({ kind: 'json', language: 'plain', plain: true, shown: large });
  });

  it('is offered in another shape only where there is one', () => {
    expect(contentOf('/key', bytes('{"a":1}'), true).canBeFormatted).toBe(true);
    expect(contentOf('/key', bytes('{\n  "a": 1\n}'), true).canBeFormatted).toBe(false);
    expect(contentOf('/key', bytes('{"a":1}'), false).canBeFormatted).toBe(false);
  });
});

describe('a hex dump', () => {
  it('shows offset, bytes and printable characters', () => {
    expect(hexDump(bytes('Flagscope\n\u00e9 0123456'))).toBe(
      ['00000000  46 6c 61 67 73 63 6f 70  65 0a c3 a9 20 30 31 32  Flagscope··· 012', '00000010  33 34 35 36                                       3456'].join('\n'),
    );
  });

  it('has one line for every sixteen bytes, and none for nothing', () => {
    expect(hexDump(new Uint8Array(0))).toBe('');
    expect(hexDump(new Uint8Array(33)).split('\n')).toHaveLength(3);
  });
});
