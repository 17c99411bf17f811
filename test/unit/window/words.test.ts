import i18next from 'i18next';
import { afterEach, describe, expect, it } from 'vitest';
import { unwritable } from '../../../electron/drivers/local/faults';
import { keyFault } from '../../../electron/drivers/zookeeper/path';
import { fault } from '../../../shared/fault';
import { parseSourceUrl } from '../../../shared/model/source-url';
import { formatBytes, formatUtc } from '../../../renderer/ui/format';
import { faultSentence } from '../../../renderer/ui/text';

afterEach(() => i18next.changeLanguage('en'));

describe('words on the screen', () => {
  it('count in the language of the window', async () => {
    expect(i18next.t('tree.matches', { count: 1 })).toBe('1 match');
    expect(i18next.t('tree.matches', { count: 12_345 })).toBe('12,345 matches');
    await i18next.changeLanguage('zh-CN');
    expect(i18next.t('tree.matches', { count: 1 })).toBe('1 个匹配');
  });

  it('leave what a store holds as it is, even where it looks like a template', () => {
    for (const name of ['{{count}}', '$t(app.title)', '<b>&amp;</b>', '$&']) {
      expect(i18next.t('title.search')).not.toContain(name);
      expect(i18next.t('commands.toggleFlag', { name })).toBe(`Switch ${name}`);
    }
  });

  it('say a fault in the language of the window, with its own facts', async () => {
    const refused = fault('unreachable', 'refused', { endpoint: '$&:1' });
    expect(faultSentence(refused)).toBe(refused.message);
    await i18next.changeLanguage('zh-CN');
    expect(faultSentence(refused)).toMatch(/^\$&:1 上没有服务在监听/);
  });

  it('say what exactly is wrong in the language of the window as well', async () => {
    const mistake = parseSourceUrl('etcd://h/a%2');
    if (mistake.ok) throw new Error('a broken percent-encoding was accepted');
    expect(faultSentence(mistake.fault)).toBe('etcd://h/a%2 is not a source URL: "%2" in the prefix is not a percent-encoding; write % itself as %25.');
    expect(mistake.fault.message).toBe(faultSentence(mistake.fault));
    await i18next.changeLanguage('zh-CN');
    expect(faultSentence(mistake.fault)).toBe('etcd://h/a%2 不是有效的数据源 URL：前缀中的“%2”不是百分号编码；% 本身请写成 %25。');
  });

  it('say what a file system or a path refused in the language of the window as well', async () => {
    const locked = unwritable('/data', Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' })).fault;
    expect(locked.message).toContain('the file system is read-only (EROFS)');
    const path = keyFault('/a\n', ['/']);
    await i18next.changeLanguage('zh-CN');
    expect(faultSentence(locked)).toContain('文件系统为只读（EROFS）');
    expect(path && faultSentence(path)).toContain('ZooKeeper 的路径中不能有 U+000A');
  });

  it('never take what somebody typed for a template', async () => {
    const mistake = parseSourceUrl('etcd://h?{{known}}=1');
    if (mistake.ok) throw new Error('an unknown setting was accepted');
    expect(mistake.fault.message).toContain('it does not know "{{known}}"; it takes environment');
    await i18next.changeLanguage('zh-CN');
    expect(faultSentence(mistake.fault)).toContain('未知参数“{{known}}”');
  });

  it('say a fault that the catalog does not know in the words it came with', () => {
    const unknown = { ...fault('internal', 'internal'), reason: 'constructor' as never, message: 'Something else.' };
    expect(faultSentence(unknown)).toBe('Something else.');
  });
});

describe('sizes and times', () => {
  it('are given in the unit that keeps them short', () => {
    expect([0, 1023, 1024, 1536, 34_816, 5 * 1024 * 1024].map(formatBytes)).toEqual(['0 B', '1,023 B', '1 KB', '1.5 KB', '34 KB', '5 MB']);
  });

  it('are given in UTC to the millisecond', () => {
    expect(formatUtc(Date.UTC(2026, 10, 21, 22, 5, 9, 7))).toBe('2026-11-21 22:05:09.007');
  });
});
