import { expect, test } from 'vitest';
import { groupedNumber, timeFormatter } from '../../../renderer/ui/formatters';

const languages = ['en', 'zh-CN'];

test('numbers are written as a formatter made for the occasion writes them', () => {
  for (const language of languages) {
    for (const value of [0, 7, 999, 1000, 1234567, 0.5, 999.5, -5, -1000, 999n, 1000n, 2n ** 64n]) {
      expect(groupedNumber(value, language)).toBe(new Intl.NumberFormat(language).format(value));
    }
  }
});

test('a kept formatter writes a winter and a summer moment each by its own offset', () => {
  for (const at of [Date.UTC(2026, 0, 15, 12, 34, 56), Date.UTC(2026, 6, 15, 12, 34, 56)]) {
    const date = new Date(at);
    const two = (value: number): string => String(value).padStart(2, '0');
    const local = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
    for (const language of languages) {
      expect(timeFormatter(language, date, false).format(date)).toBe(local);
      expect(timeFormatter(language, date, true).format(date)).toContain(local);
    }
  }
});
