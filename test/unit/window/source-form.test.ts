import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { automaticName, draftOf, emptyForm, fillFromUrl, formAmong, formOf, isSourceUrl, secretsAfter, type SourceForm } from '../../../renderer/views/source-dialog/form';
import type { SourceDraft } from '../../../shared/model/source';
import { aDraft } from '../../support/drafts';

const form = (part: Partial<SourceForm>): SourceForm => ({ ...emptyForm, ...part });
const typed = (text: string): SourceForm['password'] => ({ text, kept: 'none' });

/** The reasons by field, or the draft. */
const outcomeOf = (part: Partial<SourceForm>): object => {
  const result = draftOf(form(part));
  return 'draft' in result ? result : Object.fromEntries(Object.entries(result.errors).map(([field, fault]) => [field, fault?.reason]));
};

describe('the form of a source', () => {
  it('takes several servers, and the usual port where none is typed', () => {
    expect(outcomeOf({ backend: 'zookeeper', endpoints: 'zk1:2182, zk2; [::1]:2183\nfe80::1%eth0' })).toMatchObject({
      draft: {
        endpoints: [
          { host: 'zk1', port: 2182 },
          { host: 'zk2', port: 2181 },
          { host: '::1', port: 2183 },
          { host: 'fe80::1%eth0', port: 2181 },
        ],
        roots: ['/'],
      },
    });
  });

  it.each([
    ['', 'server-missing'],
    ['host/path', 'server-malformed'],
    ['not a server', 'server-malformed'],
    ['a:b:c', 'server-malformed'],
    ['[nonsense]:1', 'server-malformed'],
    ['-host:1', 'server-malformed'],
    ['me@host:1', 'server-malformed'],
    ['1::2::3', 'server-malformed'],
    ['h'.repeat(254), 'server-malformed'],
    ['a:b', 'port-invalid'],
    ['host:0', 'port-invalid'],
    ['host:65536', 'port-invalid'],
    ['host:', 'port-invalid'],
    ['a:1, A:1', 'server-twice'],
    ['a:2181, a', 'server-twice'],
    [Array.from({ length: 33 }, (_, i) => `h${i}`).join(), 'servers-many'],
  ])('says what is wrong with the servers %j', (endpoints, reason) => {
    expect(outcomeOf({ endpoints })).toEqual({ endpoints: reason });
  });

  it.each(['/a//b', '/a/../b', '/.'])('refuses the ZooKeeper path %j', (root) => {
    expect(outcomeOf({ endpoints: 'h:1', roots: [root] })).toEqual({ 'roots.0': 'root-path' });
  });

  it.each(['feature_flags', '/feature_flags/', ' /feature_flags '])('takes the ZooKeeper path %j for the znode', (root) => {
    expect(outcomeOf({ endpoints: 'h:1', roots: [root] })).toMatchObject({ draft: { roots: ['/feature_flags'] } });
  });

  it('takes several roots, and refuses one inside another, at its row', () => {
    expect(outcomeOf({ endpoints: 'h:1', roots: ['/a', '/ab'] })).toMatchObject({ draft: { roots: ['/a', '/ab'] } });
    expect(outcomeOf({ endpoints: 'h:1', roots: ['/a', '/a/b'] })).toEqual({ 'roots.1': 'roots-nested' });
    expect(outcomeOf({ endpoints: 'h:1', roots: ['/a/b', '/a'] })).toEqual({ 'roots.0': 'roots-nested' });
    expect(outcomeOf({ endpoints: 'h:1', roots: ['/a', '/a'] })).toEqual({ 'roots.1': 'root-twice' });
    expect(outcomeOf({ endpoints: 'h:1', roots: ['', '/a'] })).toEqual({ 'roots.1': 'roots-nested' });
    // a prefix is no path: it also holds what begins like it
    expect(outcomeOf({ backend: 'etcd', endpoints: 'h:1', roots: ['/a', '/ab'] })).toEqual({ 'roots.1': 'roots-nested' });
    expect(outcomeOf({ backend: 'etcd', endpoints: 'h:1', roots: ['/a', '/a'] })).toEqual({ 'roots.1': 'root-twice' });
    // a further one that was left empty is none
    expect(outcomeOf({ endpoints: 'h:1', roots: ['/a', '', '/b'] })).toMatchObject({ draft: { roots: ['/a', '/b'] } });
    expect(outcomeOf({ endpoints: 'h:1', roots: ['/a', '', '/a/b'] })).toEqual({ 'roots.2': 'roots-nested' });
  });

  it('takes etcd endpoints as etcd writes them', () => {
    const etcd = { ...emptyForm, backend: 'etcd' as const };
    expect(fillFromUrl(etcd, 'https://a:2379,https://b')).toMatchObject({ form: { endpoints: 'a:2379, b:2379', tls: true } });
    expect(fillFromUrl(etcd, 'http://a:2379')).toMatchObject({ form: { endpoints: 'a:2379', tls: false } });
    expect(fillFromUrl(etcd, 'http://a/path')).toMatchObject({ fault: { reason: 'invalid-source-url' } });
  });

  it('takes an etcd prefix literally, spaces and all', () => {
    expect(outcomeOf({ backend: 'etcd', endpoints: 'h:1', roots: [' config '] })).toMatchObject({ draft: { roots: [' config '] } });
  });

  it('keeps the separator of etcd and local keys only, and wants one', () => {
    expect(outcomeOf({ backend: 'etcd', endpoints: 'h:1', separator: '.' })).toMatchObject({ draft: { separator: '.' } });
    expect(draftOf(form({ backend: 'etcd', endpoints: 'h:1' }))).not.toHaveProperty('draft.separator');
    expect(draftOf(form({ endpoints: 'h:1', separator: '.' }))).not.toHaveProperty('draft.separator');
    expect(outcomeOf({ backend: 'etcd', endpoints: 'h:1', separator: '' })).toEqual({ separator: 'separator-empty' });
    expect(outcomeOf({ backend: 'etcd', endpoints: 'h:1', separator: '123456789' })).toEqual({ separator: 'text-too-long' });
  });

  it('wants a full path for a local workspace and asks for no server', () => {
    expect(outcomeOf({ backend: 'local', roots: ['flags'] })).toEqual({ 'roots.0': 'root-relative' });
    expect(outcomeOf({ backend: 'local', roots: ['/srv/flags'], user: 'x', tls: true })).toEqual({
      draft: { backend: 'local', endpoints: [], roots: ['/srv/flags'], name: 'flags', environment: 'development', access: 'read-write' },
      secrets: {},
    });
  });

  it('wants a key for a certificate, full paths, and takes what is not chosen for nothing', () => {
    const secure = { endpoints: 'h:1', tls: true };
    expect(outcomeOf({ ...secure, identity: 'pem', certificate: '/c.pem' })).toEqual({ key: 'key-not-given' });
    expect(outcomeOf({ ...secure, identity: 'pem', key: '/k.pem' })).toEqual({ certificate: 'certificate-not-given' });
    expect(outcomeOf({ ...secure, ca: 'ca.pem', identity: 'pkcs12', pkcs12: '../me.p12' })).toEqual({ ca: 'file-relative', pkcs12: 'file-relative' });
    expect(outcomeOf({ ...secure, identity: 'pkcs12', pkcs12: '/me.p12', certificate: '/c.pem', serverName: 'zk' })).toMatchObject({
      draft: { tls: { pkcs12: '/me.p12', serverName: 'zk' } },
    });
    expect(outcomeOf({ ...secure, tls: false, ca: 'ca.pem' })).not.toHaveProperty('draft.tls');
  });

  it('refuses a password that belongs to nobody, and what is too long to be kept', () => {
    expect(outcomeOf({ endpoints: 'h:1', password: typed('secret') })).toEqual({ user: 'password-without-user' });
    expect(outcomeOf({ endpoints: 'h:1', name: 'n'.repeat(201) })).toEqual({ name: 'text-too-long' });
    expect(outcomeOf({ backend: 'etcd', endpoints: 'h:1', roots: ['a', `b${'r'.repeat(8192)}`] })).toEqual({ 'roots.1': 'text-too-long' });
    expect(outcomeOf({ endpoints: 'h:1', tls: true, serverName: 's'.repeat(254) })).toEqual({ serverName: 'text-too-long' });
  });

  it('leaves a secret that is kept alone, unless it is replaced or to be forgotten', () => {
    const secretsOf = (password: SourceForm['password']): unknown => draftOf(form({ endpoints: 'h:1', user: 'me', password }));
    expect(secretsOf({ text: '', kept: 'kept' })).toMatchObject({ secrets: {} });
    expect(secretsOf({ text: 'new', kept: 'kept' })).toMatchObject({ secrets: { password: 'new' } });
    expect(secretsOf({ text: '', kept: 'forgotten' })).toMatchObject({ secrets: { password: null } });
    expect(secretsOf({ text: 'new', kept: 'forgotten' })).toMatchObject({ secrets: { password: 'new' } });
  });

  it('tells why a password that is kept for a source is asked for again', () => {
    const source: SourceDraft = {
      ...{ backend: 'etcd', endpoints: [{ host: 'a', port: 1 }, { host: 'b', port: 1 }], roots: [''], name: 'n', environment: 'development', access: 'read-write' },
      ...{ user: 'me', tls: { ca: '/ca.pem', certificate: '/c.pem', key: '/k.pem' } },
    };
    const after = (part: Partial<SourceForm>): unknown => secretsAfter({ ...formOf(source), ...part }, source);
    expect(after({})).toEqual({ password: undefined, passphrase: true });
    expect(after({ endpoints: 'B:1', roots: ['/x'], name: '', access: 'read-only' })).toEqual({ password: undefined, passphrase: true });
    expect(after({ endpoints: 'a:1, c:1' })).toEqual({ password: 'servers', passphrase: true });
    expect(after({ endpoints: 'a:1, b:' })).toEqual({ password: 'servers', passphrase: true });
    expect(after({ backend: 'zookeeper' })).toMatchObject({ password: 'servers' });
    expect(after({ user: 'you' })).toMatchObject({ password: 'user' });
    expect(after({ ca: '' })).toEqual({ password: 'tls', passphrase: true });
    expect(after({ key: '/other.pem' })).toEqual({ password: undefined, passphrase: false });
    expect(after({ tls: false })).toEqual({ password: 'tls', passphrase: false });
  });

  it('names a source after where it is until a name is typed', () => {
    const named = form({ backend: 'etcd', endpoints: 'h:1', roots: ['/config/'] });
    expect(automaticName(named)).toBe('h:1/config/');
    expect(draftOf({ ...named, name: ' mine ' })).toMatchObject({ draft: { name: 'mine' } });
    expect(automaticName(form({}))).toBe('');
  });

  it('keeps an automatic name clear of those that are taken', () => {
    const named = form({ endpoints: 'h:1' });
    expect(automaticName(named, ['h:1'])).toBe('h:1 (2)');
    expect(draftOf(named, ['h:1'])).toMatchObject({ draft: { name: 'h:1 (2)' } });
    expect(draftOf({ ...named, name: 'h:1' }, ['h:1'])).toMatchObject({ draft: { name: 'h:1' } });
  });

  it.each([['h:1/a'], ['h:1/a (2)', 'h:1/a']])('of a source that has the automatic name %j lets it follow an edit', (name, ...taken) => {
    const source: SourceDraft = { backend: 'zookeeper', endpoints: [{ host: 'h', port: 1 }], roots: ['/a'], name, environment: 'development', access: 'read-write' };
    expect(draftOf(formAmong(source, taken), taken)).toMatchObject({ draft: { name } });
    expect(draftOf({ ...formAmong(source, taken), roots: ['/b'] }, taken)).toMatchObject({ draft: { name: 'h:1/b' } });
    const own = { ...source, name: 'Ours' };
    expect(draftOf({ ...formAmong(own, taken), roots: ['/b'] }, taken)).toMatchObject({ draft: { name: 'Ours' } });
  });

  it('is filled by a source URL, and keeps what the URL does not speak of', () => {
    const filled = fillFromUrl(form({ name: 'mine', user: 'me' }), 'etcd://a:1,b:2/config/?environment=production');
    expect(filled).toMatchObject({
      form: { backend: 'etcd', endpoints: 'a:1, b:2', roots: ['/config/'], environment: 'production', access: 'guarded', name: 'mine', user: 'me' },
    });
  });

  it('explains a URL that is none', () => {
    expect(fillFromUrl(emptyForm, 'etcd://')).toMatchObject({ fault: { reason: 'invalid-source-url' } });
    expect(isSourceUrl('http://127.0.0.1:2379')).toBe(true);
    expect(fillFromUrl(emptyForm, 'http://127.0.0.1:2379')).toMatchObject({ fault: { params: { detail: '"http" is not a back-end; use zookeeper, etcd or local' } } });
    expect(outcomeOf({ endpoints: 'etcd://' })).toMatchObject({ endpoints: 'invalid-source-url' });
  });

  it('that is filled with a source stands for the same source', () => {
    fc.assert(
      fc.property(aDraft, (source: SourceDraft) => {
        expect(draftOf(formOf(source))).toEqual({ draft: source, secrets: {} });
      }),
    );
  });
});
