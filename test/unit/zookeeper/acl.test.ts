import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { accessOf, decodeAcl } from '../../../electron/drivers/zookeeper/acl';
import type { AclEntry } from '../../../shared/model/plan';
import { STAT_BYTES } from '../../../electron/drivers/zookeeper/replies';

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};
const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const encode = (entries: readonly AclEntry[], aversion: number): Buffer => {
  const stat = Buffer.alloc(STAT_BYTES);
  stat.writeInt32BE(aversion, 40);
  return Buffer.concat([int(entries.length), ...entries.flatMap(({ bits, scheme, id }) => [int(bits), text(scheme), text(id)]), stat]);
};

const ALL = 31;
const READ = 1;
const WRITE = 2;
/** Of another password than ours. */
const aliceHash = 'alice:8D0xSQBIpWUqOg6P3Gmtz2mIBUw=';
const bob: AclEntry = { bits: ALL, scheme: 'digest', id: 'bob:aGFzaGhhc2hoYXNo' };

describe('an ACL', () => {
  const entries: AclEntry[] = [{ bits: READ, scheme: 'world', id: 'anyone' }, bob, { bits: WRITE, scheme: 'x509', id: 'CN=名, O=a' }];

  test('is read from a reply, with its version', () => {
    expect(decodeAcl(encode(entries, 7))).toEqual({ entries, version: 7 });
    expect(decodeAcl(encode([], 0))).toEqual({ entries: [], version: 0 });
  });

  test('that is cut short anywhere is no ACL', () => {
    const whole = encode(entries, 7);
    for (let end = 0; end < whole.length; end++) expect(() => decodeAcl(whole.subarray(0, end))).toThrow(RangeError);
  });

  test('shows no more of a hash than its beginning', () => {
    const [group] = accessOf([bob], 0, undefined).groups;
    expect(group?.rows[0]?.who).toBe('bob:aGFzaG…');
  });
});

describe('whether we may write', () => {
  const mayWrite = (login: string | undefined, ...entries: AclEntry[]): boolean | undefined => accessOf(entries, 0, login).mayWrite;
  const anyone = (bits: number): AclEntry => ({ bits, scheme: 'world', id: 'anyone' });

  test('is certain where everybody may, or nobody but others', () => {
    expect(mayWrite(undefined, anyone(ALL))).toBe(true);
    expect(mayWrite(undefined, anyone(READ))).toBe(false);
    expect(mayWrite(undefined, anyone(READ), bob)).toBe(false);
    expect(mayWrite('alice:secret', anyone(READ), bob)).toBe(false);
  });

  test('is judged by our own digest where the server shows the hash', () => {
    const mine = `alice:${createHash('sha1').update('alice:secret').digest('base64')}`;
    expect(mayWrite('alice:secret', { bits: ALL, scheme: 'digest', id: mine })).toBe(true);
    expect(mayWrite('alice:wrong', { bits: ALL, scheme: 'digest', id: mine })).toBe(false);
    expect(mayWrite('alice:secret', { bits: ALL, scheme: 'digest', id: aliceHash })).toBe(false);
  });

  test('is not claimed where only the server knows', () => {
    expect(mayWrite('alice:secret', { bits: ALL, scheme: 'digest', id: 'alice:x' })).toBeUndefined();
    expect(mayWrite(undefined, anyone(READ), { bits: WRITE, scheme: 'ip', id: '10.0.0.0/8' })).toBeUndefined();
    expect(mayWrite('super:secret', anyone(READ))).toBeUndefined();
  });
});
