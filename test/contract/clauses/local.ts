import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { differences, followed, freshListing, holds, independent, type Harness } from '../harness';

/** What only a workspace has: its store is a folder that anybody may exchange. */
export function localClauses(harness: () => Harness): void {
  test('a workspace that is exchanged for an older copy of itself is listed again and followed from there', async () => {
    const { options, driver } = harness();
    const client = await harness().client();
    await client.put('kept', 'x');
    await client.close();
    const copy = `${options.roots[0] ?? ''}-copy`;
    fs.cpSync(options.roots[0] ?? '', copy, { recursive: true });
    const following = await followed(harness(), options);
    const writer = await harness().client();
    await writer.put('lost', 'x');
    await following.waitFor((entries) => entries.has('lost'), 'the write that will be lost');
    await writer.close();

    fs.renameSync(options.roots[0] ?? '', `${options.roots[0]}-aside`);
    fs.renameSync(copy, options.roots[0] ?? '');
    await following.waitFor((entries) => entries.has('kept') && !entries.has('lost'), 'the older copy');
    const again = await independent(harness());
    await again.put('new', 'x');
    await following.waitFor((entries) => holds(entries, 'new', 'x'), 'a write to the older copy');
    expect(differences(following.entries, await freshListing(driver, options))).toEqual([]);
    expect(following.faults.map((fault) => fault.reason)).toContain('store-replaced');
  });

  test('a workspace whose folder is removed begins empty', async () => {
    const { options } = harness();
    const client = await harness().client();
    await client.put('gone', 'x');
    await client.close();
    const following = await followed(harness(), options);
    fs.rmSync(options.roots[0] ?? '', { recursive: true });
    await following.waitFor((entries) => entries.size === 0, 'the new workspace');
    expect(fs.existsSync(path.dirname(options.roots[0] ?? ''))).toBe(true);
  });
}
