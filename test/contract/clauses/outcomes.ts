import { expect, test } from 'vitest';
import type { Driver } from '../../../electron/drivers/driver';
import { until } from '../../support/wait';
import {
  bytes,
  connect,
  faultIn,
  independent,
  plan,
  put,
  readEntry,
  remove,
  succeeded,
  text,
  type Harness,
  type Network,
} from '../harness';

/** Links that break between a plan and its answer. */
export function outcomeClauses(driver: Driver, harness: () => Harness): void {
  test('a link cut after the plan was applied gives outcome-unknown, and the plan is not sent again', async () => {
    const { proxy, options } = network(harness());
    const client = await independent(harness());
    const connection = await connect(harness(), options);
    const key = harness().key('flag');
    const marker = 'the answer to this is lost';

    const passed = proxy.loseAnswerTo(bytes(marker));
    const applying = connection.apply(plan(put(key, marker)));
    await passed;
    await until(async () => text(await client.get(key)) === marker, 'the store has the plan');
    proxy.cut();

    expect(faultIn(await applying)).toMatchObject({ code: 'outcome-unknown', reason: 'outcome-unknown', key });
    const again = await connect(harness());
    const entry = await readEntry(again, key);
    expect(entry.stamp.modified).toBe(entry.stamp.created);
    await client.remove(key);
    const later = await connect(harness(), options);
    succeeded(await later.apply(plan(put(harness().key('later'), 'x'))));
    expect(await client.get(key)).toBeUndefined();
    expect(proxy.timesSeen()).toBe(1);
  });

  test('a plan that never reached the store gives outcome-unknown too, and is not sent again', async () => {
    const { proxy, options } = network(harness());
    const client = await independent(harness());
    const connection = await connect(harness(), options);
    const key = harness().key('flag');
    const marker = 'this request is lost';

    const passed = proxy.loseAnswerTo(bytes(marker), { swallow: true });
    const applying = connection.apply(plan(put(key, marker)));
    await passed;
    proxy.cut();

    expect(faultIn(await applying)).toMatchObject({ code: 'outcome-unknown', key });
    const later = await connect(harness(), options);
    succeeded(await later.apply(plan(put(harness().key('later'), 'x'))));
    expect(await client.get(key)).toBeUndefined();
    expect(proxy.timesSeen()).toBe(1);
  });

  test('an answer that never comes gives outcome-unknown within a deadline', async () => {
    const { proxy, options } = network(harness());
    const connection = await connect(harness(), options);
    const key = harness().key('flag');
    const marker = 'no answer to this';

    const passed = proxy.loseAnswerTo(bytes(marker));
    const applying = connection.apply(plan(put(key, marker)));
    await passed;
    expect(faultIn(await applying)).toMatchObject({ code: 'outcome-unknown', key });
    expect(proxy.timesSeen()).toBe(1);
    proxy.cut();
  });

  test('a plan is refused as not written when the link was known to be lost before', async () => {
    const { proxy, options } = network(harness());
    const client = await independent(harness());
    const connection = await connect(harness(), options);
    const key = harness().key('flag');
    await client.put(key, 'before');
    const entry = await readEntry(connection, key);
    const accepted = proxy.accepted();
    await proxy.refuse(true);
    try {
      await until(async () => !(await connection.read(key)).ok, 'the connection has noticed the cut');
      const fault = faultIn(await connection.apply(plan(remove(entry))));
      expect(['unreachable', 'outcome-unknown', 'aborted']).toContain(fault.code);
    } finally {
      await proxy.refuse(false);
    }
    expect(text(await client.get(key))).toBe('before');
    expect(proxy.accepted()).toBeGreaterThanOrEqual(accepted);
    expect(driver.name).toBe(options.backend);
  });

  test('a key that is recreated while the plan is on its way conflicts, or is reported where the guard cannot tell', async () => {
    const { proxy, options } = network(harness());
    const client = await independent(harness());
    const connection = await connect(harness(), options);
    const key = harness().key('flag');
    const marker = 'held on its way';
    await client.put(key, 'old');
    const old = await readEntry(connection, key);

    const arrived = proxy.holdRequest(bytes(marker));
    const applying = connection.apply(plan(put(key, marker, old.stamp)));
    const release = await arrived;
    await client.remove(key);
    await client.put(key, 'theirs');
    release();
    const result = await applying;

    if (driver.capabilities.guard === 'exact') {
      expect(faultIn(result)).toMatchObject({ code: 'conflict', key });
      expect(text(await client.get(key))).toBe('theirs');
      return;
    }
    const receipt = succeeded(result);
    expect(receipt.warnings).toMatchObject([{ kind: 'replaced-recreated', key }]);
    const [warning] = receipt.warnings;
    const replaced = warning?.kind === 'replaced-recreated' ? warning.replaced : undefined;
    if (replaced !== undefined) expect(text(replaced.value)).toBe('theirs');
    expect(text(await client.get(key))).toBe(marker);
    // what it replaced is not what the plan was made from: that must not come back by Undo
    if (receipt.inverse.edits.length > 0) await connection.apply(receipt.inverse);
    expect(text(await client.get(key))).not.toBe('old');
  });
}

/** The network of a harness that has one. */
export function network({ network: present }: Harness): Network {
  if (present === undefined) throw new Error('this store is not reached over a network');
  return present;
}
