import { describe, expect, test } from 'vitest';
import { capabilities } from '../../../electron/drivers/zookeeper/capabilities';
import { precheck } from '../../../electron/drivers/zookeeper/precheck';
import { MAX_REQUEST_BYTES, writesBytes } from '../../../electron/drivers/zookeeper/wire';
import { writesOf } from '../../../electron/drivers/zookeeper/writes';
import type { Edit } from '../../../shared/model/plan';
import { anEntry } from '../../support/entries';

const { stamp } = anEntry('/app/flag', 'true', { created: 7n, version: 0 });
const plan = (...edits: Edit[]) => ({ title: 'a test', reason: '', edits });
const creating = (key: string, value: Uint8Array | null = null): Edit => ({ kind: 'put', key, value, base: 'absent' });

describe('a plan', () => {
  test('of sound edits under the root may be sent', () => {
    expect(precheck(plan(creating('/app'), creating('/app/new'), { kind: 'delete', key: '/app/flag', base: stamp }), ['/app'])).toBeUndefined();
  });

  test('without edits, or with one key twice, is refused', () => {
    expect(precheck(plan(), ['/'])).toMatchObject({ code: 'invalid', reason: 'invalid-plan' });
    expect(precheck(plan(creating('/a'), { kind: 'check', key: '/a', base: stamp }), ['/'])).toMatchObject({ reason: 'duplicate-key', key: '/a' });
  });

  test('whose base has version -1 is refused: ZooKeeper would take it for any version', () => {
    const base = { ...stamp, version: -1 };
    for (const edit of [
      { kind: 'put', key: '/a', value: null, base },
      { kind: 'delete', key: '/a', base },
      { kind: 'check', key: '/a', base },
    ] as const) {
      expect(precheck(plan(edit), ['/'])).toMatchObject({ code: 'not-supported', key: '/a' });
    }
  });

  test('that deletes the top of the store is refused', () => {
    expect(precheck(plan({ kind: 'delete', key: '/', base: stamp }), ['/'])).toMatchObject({ code: 'invalid', key: '/' });
  });

  test('is measured as it goes over the wire, long paths included', () => {
    const value = new Uint8Array(capabilities.maxValueBytes);
    expect(precheck(plan(creating('/short', value)), ['/'])).toBeUndefined();
    expect(precheck(plan(creating('/short', new Uint8Array(value.length + 1))), ['/'])).toMatchObject({ code: 'too-large', reason: 'value-too-large' });
    expect(precheck(plan(creating(`/${'long'.repeat(1000)}`, value)), ['/'])).toMatchObject({ code: 'too-large', reason: 'plan-too-large' });

    const edits = [creating('/a', new Uint8Array(500_000)), creating('/b', new Uint8Array(0))];
    const room = MAX_REQUEST_BYTES - writesBytes(writesOf(edits));
    const filled = (bytes: number) => plan(creating('/a', new Uint8Array(500_000)), creating('/b', new Uint8Array(bytes)));
    expect(precheck(filled(room), ['/'])).toBeUndefined();
    expect(precheck(filled(room + 1), ['/'])).toMatchObject({ reason: 'plan-too-large' });
  });
});
