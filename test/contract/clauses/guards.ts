import { expect, test } from 'vitest';
import type { Driver } from '../../../electron/drivers/driver';
import {
  create,
  connect,
  check,
  faultIn,
  independent,
  plan,
  put,
  readEntry,
  remove,
  succeeded,
  text,
  watch,
  holds,
  type Harness,
} from '../harness';

/** Plans against a store that has moved on. */
export function guardClauses(driver: Driver, harness: () => Harness): void {
  test('a stale base conflicts, gives the actual entry back and writes nothing', async () => {
    const client = await independent(harness());
    const key = harness().key('flag');
    const connection = await connect(harness());
    await create(connection, [key, 'false']);
    const stale = await readEntry(connection, key);
    await client.put(key, 'somebody else');
    const actual = await readEntry(connection, key);

    for (const edit of [put(key, 'mine', stale.stamp), remove(stale)]) {
      const fault = faultIn(await connection.apply(plan(edit)));
      expect(fault).toMatchObject({ code: 'conflict', key });
      expect(fault.actual).toEqual(actual);
    }
    expect(text(await client.get(key))).toBe('somebody else');
  });

  test('a base that was deleted meanwhile conflicts, with no actual entry', async () => {
    const client = await independent(harness());
    const key = harness().key('flag');
    const connection = await connect(harness());
    await create(connection, [key, 'false']);
    const stale = await readEntry(connection, key);
    await client.remove(key);

    for (const edit of [put(key, 'mine', stale.stamp), remove(stale), check(key, stale.stamp)]) {
      const fault = faultIn(await connection.apply(plan(edit)));
      expect(fault).toMatchObject({ code: 'conflict', reason: 'conflict-absent', key, actual: null });
    }
    expect(await client.get(key)).toBeUndefined();
  });

  test('a creation of what exists already conflicts and gives the actual entry back', async () => {
    const client = await independent(harness());
    const key = harness().key('flag');
    await client.put(key, 'theirs');
    const connection = await connect(harness());

    const fault = faultIn(await connection.apply(plan(put(key, 'mine'))));
    expect(fault).toMatchObject({ code: 'conflict', reason: 'conflict-exists', key });
    expect(fault.actual).toEqual(await readEntry(connection, key));
    expect(text(await client.get(key))).toBe('theirs');
  });

  test('of many racing plans on one base exactly one wins', async () => {
    const key = harness().key('flag');
    const connections = [await connect(harness()), await connect(harness()), await connect(harness())];
    const [first] = connections;
    if (first === undefined) throw new Error('no connection');
    await create(first, [key, 'start']);
    for (let round = 0; round < 10; round++) {
      const base = (await readEntry(first, key)).stamp;
      const results = await Promise.all(
        connections.flatMap((connection, i) => [0, 1].map((j) => connection.apply(plan(put(key, `round ${round} by ${i}.${j}`, base))))),
      );
      expect(results.filter((result) => result.ok)).toHaveLength(1);
      for (const result of results) if (!result.ok) expect(result.fault.code).toBe('conflict');
      const winner = results.findIndex((result) => result.ok);
      expect(text((await readEntry(first, key)).value)).toBe(`round ${round} by ${Math.floor(winner / 2)}.${winner % 2}`);
    }
  });

  test('of many racing creations exactly one wins', async () => {
    const connections = [await connect(harness()), await connect(harness())];
    for (let round = 0; round < 10; round++) {
      const key = harness().key(`race-${round}`);
      const results = await Promise.all(connections.map((connection, i) => connection.apply(plan(put(key, `${i}`)))));
      expect(results.filter((result) => result.ok)).toHaveLength(1);
    }
  });

  test('one stale edit among several leaves everything unwritten', async () => {
    const client = await independent(harness());
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => harness().key(name)) as [string, string, string, string];
    const connection = await connect(harness());
    await create(connection, [a, '1'], [b, '1'], [c, '1']);
    const [entryA, entryB, entryC] = [await readEntry(connection, a), await readEntry(connection, b), await readEntry(connection, c)];
    await client.put(b, 'somebody else');

    const whole = plan(put(a, '2', entryA.stamp), remove(entryC), put(d, '2'), put(b, '2', entryB.stamp));
    const fault = faultIn(await connection.apply(whole));
    expect(fault).toMatchObject({ code: 'conflict', key: b });
    expect(text(fault.actual?.value)).toBe('somebody else');
    expect([text(await client.get(a)), text(await client.get(c)), await client.get(d)]).toEqual(['1', '1', undefined]);
  });

  test('a plan of several edits is applied whole', async () => {
    const client = await independent(harness());
    const [a, b, c] = ['a', 'b', 'c'].map((name) => harness().key(name)) as [string, string, string];
    const { connection, live } = await watch(harness());
    await create(connection, [a, '1'], [b, '1']);

    const receipt = succeeded(
      await connection.apply(
        plan(put(a, '2', (await readEntry(connection, a)).stamp), remove(await readEntry(connection, b)), put(c, '2')),
      ),
    );
    expect(receipt.warnings).toEqual([]);
    expect([text(await client.get(a)), await client.get(b), text(await client.get(c))]).toEqual(['2', undefined, '2']);
    await live.waitFor((entries) => holds(entries, c, '2') && holds(entries, a, '2') && !entries.has(b), 'the plan');
    expect((await readEntry(connection, c)).stamp.modified).toBe(receipt.at);
  });

  test('a check guards a plan and writes nothing itself', async () => {
    const client = await independent(harness());
    const [guard, flag, absent] = ['guard', 'flag', 'absent'].map((name) => harness().key(name)) as [string, string, string];
    const connection = await connect(harness());
    await create(connection, [guard, 'on']);
    const before = await readEntry(connection, guard);

    succeeded(await connection.apply(plan(check(guard, before.stamp), check(absent, 'absent'), put(flag, '1'))));
    expect(await readEntry(connection, guard)).toEqual(before);
    expect(await client.get(absent)).toBeUndefined();

    await client.put(guard, 'off');
    const flagEntry = await readEntry(connection, flag);
    const stale = faultIn(await connection.apply(plan(check(guard, before.stamp), put(flag, '2', flagEntry.stamp))));
    expect(stale).toMatchObject({ code: 'conflict', key: guard });
    await client.put(absent, 'now here');
    const exists = faultIn(await connection.apply(plan(check(absent, 'absent'), put(flag, '2', flagEntry.stamp))));
    expect(exists).toMatchObject({ code: 'conflict', key: absent });
    expect(text(await client.get(flag))).toBe('1');
  });

  if (driver.capabilities.guard === 'exact') {
    test('a key that was deleted and created again conflicts, even when its version is the same', async () => {
      const client = await independent(harness());
      const key = harness().key('flag');
      const connection = await connect(harness());
      await client.put(key, 'old');
      const old = await readEntry(connection, key);
      await client.remove(key);
      await client.put(key, 'new');
      expect((await readEntry(connection, key)).stamp.version).toBe(old.stamp.version);

      for (const edit of [put(key, 'mine', old.stamp), remove(old), check(key, old.stamp)]) {
        expect(faultIn(await connection.apply(plan(edit)))).toMatchObject({ code: 'conflict', key });
      }
      expect(text(await client.get(key))).toBe('new');
    });
  } else {
    test('a key that was deleted and created again is never overwritten without a word', async () => {
      const client = await independent(harness());
      const key = harness().key('flag');
      const connection = await connect(harness());
      await client.put(key, 'old');
      const old = await readEntry(connection, key);
      await client.remove(key);
      await client.put(key, 'new');
      const recreated = await readEntry(connection, key);
      expect(recreated.stamp.version).toBe(old.stamp.version);

      const result = await connection.apply(plan(put(key, 'mine', old.stamp)));
      if (result.ok) {
        expect(result.value.warnings).toEqual([{ kind: 'replaced-recreated', key, replaced: recreated }]);
      } else {
        expect(result.fault).toMatchObject({ code: 'conflict', key, actual: recreated });
        expect(text(await client.get(key))).toBe('new');
      }
    });

    test('a key that is recreated at the very moment of the write is reported with the receipt', async () => {
      const client = await independent(harness());
      const key = harness().key('flag');
      const connection = await connect(harness());
      let racing = true;
      const recreating = (async () => {
        while (racing) {
          await client.remove(key);
          await client.put(key, 'theirs');
        }
      })();
      try {
        for (let i = 0; i < 200; i++) {
          const { entry } = succeeded(await connection.read(key));
          if (entry === null) continue;
          const result = await connection.apply(plan(put(key, `mine ${i}`, entry.stamp)));
          if (!result.ok) {
            expect(result.fault.code).toBe('conflict');
            continue;
          }
          const [undo] = result.value.inverse.edits;
          if (undo === undefined) {
            // recreated between the last read and the write: what was overwritten is not known, so it cannot be brought back
            expect(result.value.warnings).toEqual([{ kind: 'replaced-recreated', key }]);
            continue;
          }
          if (undo.kind !== 'put' || undo.base === 'absent') throw new Error('the inverse of a put must be a guarded put');
          const replacedAnother = undo.base.created !== entry.stamp.created;
          expect(result.value.warnings.some((warning) => warning.key === key)).toBe(replacedAnother);
        }
      } finally {
        racing = false;
        await recreating;
      }
    });
  }
}
