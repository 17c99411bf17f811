import { describe, expect, it } from 'vitest';
import { automaticName, draftOf, emptyForm, fillFromUrl, isSourceUrl, type SourceForm } from '../../../renderer/views/add-source/form';

const form = (part: Partial<SourceForm>): SourceForm => ({ ...emptyForm, ...part });

describe('the form that adds a source', () => {
  it('takes several servers, and the usual port where none is typed', () => {
    const result = draftOf(form({ backend: 'zookeeper', endpoints: 'zk1:2182, zk2; [::1]:2183' }));
    expect(result).toMatchObject({
      draft: {
        endpoints: [
          { host: 'zk1', port: 2182 },
          { host: 'zk2', port: 2181 },
          { host: '::1', port: 2183 },
        ],
        roots: ['/'],
      },
    });
  });

  it.each([
    ['', 'endpointsEmpty'],
    ['host/path', 'endpoint'],
    ['not a server', 'endpoint'],
    ['a:b:c', 'endpoint'],
    ['a:b', 'port'],
    ['host:0', 'port'],
    ['host:65536', 'port'],
  ])('says what is wrong with the servers %j', (endpoints, text) => {
    expect(draftOf(form({ endpoints }))).toMatchObject({ errors: { endpoints: { text } } });
  });

  it.each(['feature_flags', '/a//b', '/a/', '/a/../b'])('refuses the ZooKeeper path %j', (root) => {
    expect(draftOf(form({ endpoints: 'h:1', root }))).toMatchObject({ errors: { root: { text: 'rootZookeeper' } } });
  });

  it('takes an etcd prefix literally, spaces and all', () => {
    expect(draftOf(form({ backend: 'etcd', endpoints: 'h:1', root: ' config ' }))).toMatchObject({ draft: { roots: [' config '] } });
  });

  it('wants a full path for a local workspace and asks for no server', () => {
    expect(draftOf(form({ backend: 'local', root: 'flags' }))).toMatchObject({ errors: { root: { text: 'rootLocal' } } });
    expect(draftOf(form({ backend: 'local', root: '/srv/flags', user: 'x', tls: true }))).toEqual({
      draft: { backend: 'local', endpoints: [], roots: ['/srv/flags'], name: 'flags', environment: 'development', access: 'read-write' },
      secrets: {},
    });
  });

  it('refuses a password that belongs to nobody', () => {
    expect(draftOf(form({ endpoints: 'h:1', password: 'secret' }))).toMatchObject({ errors: { user: { text: 'passwordWithoutUser' } } });
  });

  it('names a source after where it is until a name is typed', () => {
    const typed = form({ backend: 'etcd', endpoints: 'h:1', root: '/config/' });
    expect(automaticName(typed)).toBe('h:1/config/');
    expect(draftOf({ ...typed, name: ' mine ' })).toMatchObject({ draft: { name: 'mine' } });
    expect(automaticName(form({}))).toBe('');
  });

  it('is filled by a source URL, and keeps what the URL does not speak of', () => {
    const filled = fillFromUrl(form({ name: 'mine', user: 'me' }), 'etcd://a:1,b:2/config/?environment=production');
    expect(filled).toMatchObject({
      form: { backend: 'etcd', endpoints: 'a:1, b:2', root: '/config/', environment: 'production', access: 'guarded', name: 'mine', user: 'me' },
    });
  });

  it('explains a URL that is none', () => {
    expect(fillFromUrl(emptyForm, 'etcd://')).toMatchObject({ fault: { reason: 'invalid-source-url' } });
    expect(isSourceUrl('http://127.0.0.1:2379')).toBe(true);
    expect(fillFromUrl(emptyForm, 'http://127.0.0.1:2379')).toMatchObject({ fault: { params: { detail: '"http" is not a back-end; use zookeeper, etcd or local' } } });
    expect(draftOf(form({ endpoints: 'etcd://' }))).toMatchObject({ errors: { endpoints: { kind: 'fault' } } });
  });
});
