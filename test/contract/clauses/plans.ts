import { expect, test } from 'vitest';
import type { Driver } from '../../../electron/drivers/driver';
import { create, connect, faultIn, independent, plan, put, readEntry, remove, succeeded, text, watch, type Harness } from '../harness';

/** Receipts, owners, parents and limits. */
export function planClauses(driver: Driver, harness: () => Harness): void {
  const { capabilities } = driver;

  test('the inverse of a receipt takes the plan back exactly', async () => {
    const client = await independent(harness());
    const [put1, empty, gone, made] = ['put', 'empty', 'gone', 'made'].map((name) => harness().key(name)) as [
      string,
      string,
      string,
      string,
    ];
    const connection = await connect(harness());
    const blob = Uint8Array.of(0, 255, 10, 13, 0);
    await create(connection, [put1, 'before'], [empty, ''], [gone, blob]);

    const receipt = succeeded(
      await connection.apply(
        plan(
          put(put1, 'after', (await readEntry(connection, put1)).stamp),
          put(empty, 'after', (await readEntry(connection, empty)).stamp),
          remove(await readEntry(connection, gone)),
          put(made, 'after'),
        ),
      ),
    );
    expect([text(await client.get(put1)), await client.get(gone), text(await client.get(made))]).toEqual(['after', undefined, 'after']);

    const undone = succeeded(await connection.apply(receipt.inverse));
    expect(text(await client.get(put1))).toBe('before');
    expect(await client.get(empty)).toEqual(new Uint8Array(0));
    expect(await client.get(gone)).toEqual(blob);
    expect(await client.get(made)).toBeUndefined();

    succeeded(await connection.apply(undone.inverse));
    expect([text(await client.get(put1)), await client.get(gone), text(await client.get(made))]).toEqual(['after', undefined, 'after']);
  });

  test('an inverse conflicts as a whole when somebody wrote since', async () => {
    const client = await independent(harness());
    const [a, b] = ['a', 'b'].map((name) => harness().key(name)) as [string, string];
    const connection = await connect(harness());
    await create(connection, [a, 'before']);
    const receipt = succeeded(await connection.apply(plan(put(a, 'after', (await readEntry(connection, a)).stamp), put(b, 'after'))));
    await client.put(b, 'somebody else');

    const fault = faultIn(await connection.apply(receipt.inverse));
    expect(fault).toMatchObject({ code: 'conflict', key: b });
    expect([text(await client.get(a)), text(await client.get(b))]).toEqual(['after', 'somebody else']);
  });

  test('an inverse can be applied once only', async () => {
    const key = harness().key('once');
    const connection = await connect(harness());
    await create(connection, [key, 'before']);
    const receipt = succeeded(await connection.apply(plan(put(key, 'after', (await readEntry(connection, key)).stamp))));
    succeeded(await connection.apply(receipt.inverse));
    expect(faultIn(await connection.apply(receipt.inverse)).code).toBe('conflict');
  });

  if (capabilities.ownership === 'none') {
    test('entries have no owner', async () => {
      const connection = await connect(harness());
      await create(connection, [harness().key('plain'), 'x']);
      expect((await readEntry(connection, harness().key('plain'))).owner).toBeUndefined();
    });
  } else {
    test(`an entry's owner (${capabilities.ownership}) is shown, kept by a put, and takes the entry with it`, async () => {
      const client = await independent(harness());
      const [key, plain] = [harness().key('owned'), harness().key('plain')];
      const { owner, end } = await client.putOwned(key, 'registered');
      await client.put(plain, 'x');
      const { connection, live } = await watch(harness());
      expect(ownerNumber(live.entries.get(key)?.owner ?? '0')).toBe(ownerNumber(owner));
      expect(live.entries.get(plain)?.owner).toBeUndefined();

      const before = await readEntry(connection, key);
      const receipt = succeeded(await connection.apply(plan(put(key, 'edited', before.stamp))));
      const after = await readEntry(connection, key);
      expect([text(after.value), after.owner]).toEqual(['edited', before.owner]);
      await live.waitFor((entries) => entries.get(key)?.stamp.modified === after.stamp.modified, 'the edit');
      expect(live.entries.get(key)).toEqual(after);

      succeeded(await connection.apply(receipt.inverse));
      expect((await readEntry(connection, key)).owner).toBe(before.owner);
      await end();
      await live.waitFor((entries) => !entries.has(key), 'the owner taking the entry with it');
    });

    test('an inverse does not make an entry stay that went with its owner', async () => {
      const client = await independent(harness());
      const [owned, plain] = [harness().key('owned'), harness().key('plain')];
      const { end } = await client.putOwned(owned, 'registered');
      await client.put(plain, 'x');
      const connection = await connect(harness());
      const receipt = succeeded(await connection.apply(plan(remove(await readEntry(connection, owned)), remove(await readEntry(connection, plain)))));
      await end();
      const undone = succeeded(await connection.apply(receipt.inverse));
      expect([await client.get(owned), text(await client.get(plain))]).toEqual([undefined, 'x']);
      // said when it is deleted where it cannot come back in any case, otherwise when it does not
      const warned = capabilities.ownership === 'lease' ? undone : receipt;
      expect(warned.warnings).toEqual([{ kind: 'not-restorable', key: owned }]);
    });
  }

  if (capabilities.ownership === 'lease') {
    test('an inverse gives an entry back to its lease while that lives, and can be taken back again', async () => {
      const client = await independent(harness());
      const owned = harness().key('owned');
      const { end } = await client.putOwned(owned, 'registered');
      const { connection, live } = await watch(harness());
      const before = await readEntry(connection, owned);
      const receipt = succeeded(await connection.apply(plan(remove(before))));
      expect(receipt.warnings).toEqual([]);
      const undone = succeeded(await connection.apply(receipt.inverse));
      expect(await readEntry(connection, owned)).toMatchObject({ value: before.value, owner: before.owner });
      const redone = succeeded(await connection.apply(undone.inverse));
      expect(await client.get(owned)).toBeUndefined();
      succeeded(await connection.apply(redone.inverse));
      await live.waitFor((entries) => entries.get(owned)?.owner === before.owner, 'its return');
      await end();
      await live.waitFor((entries) => !entries.has(owned), 'the lease taking it with it');
    });

    test('an inverse of which nothing can come back is refused with a sentence', async () => {
      const client = await independent(harness());
      const owned = harness().key('owned');
      const { end } = await client.putOwned(owned, 'registered');
      const connection = await connect(harness());
      const receipt = succeeded(await connection.apply(plan(remove(await readEntry(connection, owned)))));
      await end();
      expect(faultIn(await connection.apply(receipt.inverse))).toMatchObject({ code: 'invalid', reason: 'lease-gone', key: owned });
    });
  }

  if (capabilities.parents === 'required') {
    test('a key without its parent is refused, and is created together with it in order', async () => {
      const client = await independent(harness());
      const [parent, child] = [harness().key('parent'), `${harness().key('parent')}/child`];
      const connection = await connect(harness());
      expect(faultIn(await connection.apply(plan(put(child, 'x'))))).toMatchObject({ reason: 'parent-missing', key: child });
      const receipt = succeeded(await connection.apply(plan(put(parent, ''), put(child, 'x'))));
      expect(text(await client.get(child))).toBe('x');
      succeeded(await connection.apply(receipt.inverse));
      expect(await client.get(parent)).toBeUndefined();
    });

    test('a key that has children is not deleted', async () => {
      const client = await independent(harness());
      const parent = harness().key('parent');
      await client.put(`${parent}/child`, 'x');
      const connection = await connect(harness());
      const fault = faultIn(await connection.apply(plan(remove(await readEntry(connection, parent)))));
      expect(fault).toMatchObject({ reason: 'has-children', key: parent });
      expect(text(await client.get(`${parent}/child`))).toBe('x');
    });

    test('an ephemeral entry cannot get children', async () => {
      const client = await independent(harness());
      const parent = harness().key('ephemeral');
      const { end } = await client.putOwned(parent, 'x');
      const connection = await connect(harness());
      const fault = faultIn(await connection.apply(plan(put(`${parent}/child`, 'x'))));
      expect(fault).toMatchObject({ reason: 'parent-ephemeral', key: `${parent}/child` });
      await end();
    });
  } else {
    test('a key needs no parent', async () => {
      const client = await independent(harness());
      const key = harness().key('no/such/parent');
      await create(await connect(harness()), [key, 'x']);
      expect(text(await client.get(key))).toBe('x');
    });
  }

  test('a plan with the same key twice is refused before it is sent', async () => {
    const client = await independent(harness());
    const key = harness().key('twice');
    const connection = await connect(harness());
    expect(faultIn(await connection.apply(plan(put(key, '1'), put(key, '2'))))).toMatchObject({
      code: 'invalid',
      reason: 'duplicate-key',
      key,
    });
    expect(await client.get(key)).toBeUndefined();
  });

  test('a value beyond the limit is refused with a sentence, and the connection lives on', async () => {
    const client = await independent(harness());
    const key = harness().key('huge');
    const { connection, live } = await watch(harness());
    const fault = faultIn(await connection.apply(plan(put(key, new Uint8Array(capabilities.maxValueBytes + 1)))));
    expect(fault).toMatchObject({ code: 'too-large', reason: 'value-too-large', key });
    expect(fault.message).toContain(String(capabilities.maxValueBytes));
    expect(await client.get(key)).toBeUndefined();

    await create(connection, [harness().key('after'), 'still here']);
    await live.waitFor((entries) => entries.has(harness().key('after')), 'a later put');
  });

  test('a plan with too many edits or bytes is refused with a sentence, and the connection lives on', async () => {
    const client = await independent(harness());
    const { connection, live } = await watch(harness());
    const plans = [];
    if (capabilities.maxPlanEdits < 100_000) {
      plans.push(plan(...Array.from({ length: capabilities.maxPlanEdits + 1 }, (_, i) => put(harness().key(`edit-${i}`), ''))));
    }
    const each = Math.min(capabilities.maxValueBytes, Math.ceil(capabilities.maxPlanBytes / 8));
    const enough = Math.ceil(capabilities.maxPlanBytes / each) + 1;
    plans.push(plan(...Array.from({ length: enough }, (_, i) => put(harness().key(`edit-${i}`), new Uint8Array(each)))));

    for (const tooLarge of plans) {
      const fault = faultIn(await connection.apply(tooLarge));
      expect(fault).toMatchObject({ code: 'too-large', reason: 'plan-too-large' });
      expect(fault.message).not.toContain('{{');
      expect(await client.get(harness().key('edit-0'))).toBeUndefined();
    }
    await create(connection, [harness().key('after'), 'still here']);
    await live.waitFor((entries) => entries.has(harness().key('after')), 'a later put');
  });

  if (capabilities.maxPlanEdits <= 10_000) {
    test('a plan of as many edits as are allowed is applied', async () => {
      const connection = await connect(harness());
      const edits = Array.from({ length: capabilities.maxPlanEdits }, (_, i) => put(harness().key(`edit-${i}`), 'v'));
      const receipt = succeeded(await connection.apply(plan(...edits)));
      expect(succeeded(await connection.read(harness().key(`edit-${capabilities.maxPlanEdits - 1}`))).entry).not.toBeNull();
      succeeded(await connection.apply(receipt.inverse));
      expect(succeeded(await connection.read(harness().key('edit-0'))).entry).toBeNull();
    });
  }
}

/** An owner's number: back-ends write the hex their own tools write, with `0x` or leading zeros or without. */
const ownerNumber = (hex: string): bigint => BigInt(`0x${hex.replace(/^0x/, '')}`);
