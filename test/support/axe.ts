import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Fails with what axe-core finds in the window as it is now, leaving out these of its rules. */
export async function hasNoViolations(page: Page, where: string, but: readonly string[] = []): Promise<void> {
  // animations would be measured half-way, at colours that nobody gets to read
  await page.evaluate(() => Promise.all(document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity).map(({ finished }) => finished.catch(() => {}))));
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).disableRules([...but]).analyze();
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`));
  expect(found, where).toEqual([]);
}
