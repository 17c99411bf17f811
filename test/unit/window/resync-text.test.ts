import i18next from 'i18next';
import { describe, expect, onTestFinished, test } from 'vitest';
import { countsText, noticed } from '../../../renderer/views/resync/notice';
import { asText, valueText } from '../../../renderer/views/resync/value-text';
import type { Words } from '../../../renderer/ui/text';
import { keyRules, setKeyRules } from '../../../shared/model/key-rules';
import type { ResyncKind, ResyncSummary } from '../../../shared/model/resync';
import { catalogs } from '../../../shared/text/catalog';
import { bytes } from '../../support/entries';

const words = (language: 'en' | 'zh-CN'): Words => {
  const instance = i18next.createInstance();
  void instance.init({ resources: catalogs, lng: language, defaultNS: 'window', initAsync: false, interpolation: { escapeValue: false, skipOnVariables: true } });
  return instance.t as Words;
};
const english = words('en');

const outage = (id: number, counts: Partial<Record<ResyncKind, number>> = {}): ResyncSummary => ({
  id,
  from: 0,
  until: 1,
  counts: { added: 0, changed: 0, recreated: 0, removed: 0, passed: 0, ...counts },
  writes: 0,
  everyStep: true,
});

describe('the notice', () => {
  test('is of the latest outage that changed anything and that nobody dismissed, or else of the latest', () => {
    const outages = [outage(1, { added: 1 }), outage(2, { changed: 2 }), outage(3)];
    expect(noticed(outages, 0)?.id).toBe(2);
    expect(noticed(outages, 2)?.id).toBe(3);
    expect(noticed(outages, 3)).toBeUndefined();
    expect(noticed([], 0)).toBeUndefined();
  });

  test('says how many keys, in either language', () => {
    const counts = { changed: 3, added: 1, removed: 2, passed: 1 };
    expect(countsText(outage(1, counts), english)).toBe('3 changed, 1 added, 2 removed, 1 came and went while away');
    expect(countsText(outage(1, counts), words('zh-CN'))).toBe('离线期间修改 3 个，新增 1 个，删除 2 个，1 个建后又删');
    expect(countsText(outage(1), english)).toBe('Nothing changed while away');
  });
});

describe('a value in a report', () => {
  const textOf = (value: Uint8Array | null, size = value?.length ?? 0, most?: number) => valueText('/k', { beginning: value, size }, '/', english, most).text;

  test('is text as text and everything else in words', () => {
    expect(valueText('/k', undefined, '/', english)).toEqual({ text: 'absent', described: true });
    expect(textOf(null)).toBe('null');
    expect(textOf(new Uint8Array())).toBe('empty');
    expect(textOf(Uint8Array.of(0, 255, 254))).toBe('3 binary bytes');
    expect(textOf(bytes('阈值\nzwei'))).toBe('阈值\\nzwei');
    expect(valueText('/k', { beginning: bytes('null'), size: 4 }, '/', english)).toEqual({ text: 'null', described: false });
  });

  test('is cut where it is long, also in the middle of a character', () => {
    expect(textOf(bytes('x'.repeat(200)))).toBe(`${'x'.repeat(160)}…`);
    expect(textOf(bytes('é').subarray(0, 1), 2)).toBe('…');
    expect(textOf(bytes('x'.repeat(200)), 200, 1000)).toBe('x'.repeat(200));
  });

  test('is hidden, on the clipboard as well, where a pattern fits the key as the separator of its source cuts it', () => {
    const before = keyRules();
    setKeyRules({ ...before, secretPatterns: ['**/cards/*'] });
    onTestFinished(() => setKeyRules(before));
    const value = { beginning: bytes('4111'), size: 4 };
    const separators = [':', '.', '/'];
    const texts = (key: string) => separators.map((separator) => valueText(key, value, separator, english).text);
    expect(texts('shop:cards:visa')).toEqual(['hidden', '4111', '4111']);
    expect(texts('shop/cards/visa')).toEqual(['4111', '4111', 'hidden']);
    expect(asText([{ key: 'shop:cards:visa', kind: 'added', after: value }], ':', english)).not.toContain('4111');
  });

  test('goes to the clipboard a change a line', () => {
    const items = [
      { key: '/a\n', kind: 'changed', before: { beginning: bytes('1'), size: 1 }, after: { beginning: null, size: 0 } },
      { key: '/b', kind: 'removed', before: { beginning: bytes('\t'), size: 1 } },
    ] as const;
    expect(asText(items, '/', english)).toBe('Changed\t/a\\n\t1 → null\nRemoved\t/b\t\\t → absent\n');
  });
});
