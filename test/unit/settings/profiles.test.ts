import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readProfiles, writeProfiles } from '../../../electron/settings/profiles';
import type { SourceDraft } from '../../../shared/model/source';
import { aDraft } from '../../support/drafts';

const source: SourceDraft = {
  backend: 'etcd',
  endpoints: [{ host: 'h', port: 2379 }],
  roots: ['/c/'],
  name: 'One',
  environment: 'staging',
  access: 'guarded',
};

/** A file with these sources, whatever they are. */
const fileOf = (...sources: unknown[]): string => JSON.stringify({ flagscope: 'sources', version: 1, sources });

function read(text: string) {
  const result = readProfiles(text, '/tmp/x.json');
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

describe('exported sources', () => {
  test('come back as they were', () => {
    fc.assert(
      fc.property(fc.uniqueArray(aDraft, { maxLength: 6, selector: ({ name }) => name }), (sources) => {
        expect(read(writeProfiles(sources))).toEqual({ profiles: sources.map((one) => ({ source: one })), secretsIgnored: false });
      }),
    );
  });

  test('hold neither ids nor secrets, whatever came with them', () => {
    const text = writeProfiles([{ ...source, id: 'one', password: 'hunter2', secrets: { password: 'hunter2' } } as SourceDraft]);
    expect(text).not.toMatch(/hunter2|"id"|password/);
  });

  test('cut anywhere are refused, never read in part', () => {
    const text = writeProfiles([source, { ...source, name: 'Two' }]).trimEnd();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), (length) => {
        expect(readProfiles(text.slice(0, length), '/tmp/x.json')).toMatchObject({ ok: false, fault: { reason: 'profiles-unreadable', params: { path: '/tmp/x.json' } } });
      }),
    );
  });

  test('of a newer version, and files of something else, are refused with a sentence of their own', () => {
    expect(readProfiles('{"flagscope":"sources","version":2,"anything":1}', 'f')).toMatchObject({ ok: false, fault: { reason: 'profiles-newer', params: { version: '2' } } });
    for (const text of ['[]', 'null', '{}', '{"version":1,"sources":[]}', '{"flagscope":"sources","version":1}', '{"flagscope":"sources","version":1,"sources":{}}'])
      expect(readProfiles(text, 'f'), text).toMatchObject({ ok: false, fault: { reason: 'profiles-unreadable' } });
  });

  test('never bring secrets, and say that some were there', () => {
    const { profiles, secretsIgnored } = read(fileOf({ ...source, password: 'hunter2', tls: { passphrase: 'x', ca: '/ca.pem' } }));
    expect(secretsIgnored).toBe(true);
    expect(profiles).toEqual([{ source: { ...source, tls: { ca: '/ca.pem' } } }]);
    expect(read(fileOf(source)).secretsIgnored).toBe(false);
  });

  const broken: [string, unknown, string, string][] = [
    ['no name', { ...source, name: undefined }, 'name', 'field-missing'],
    ['a port that is a text', { ...source, endpoints: [{ host: 'h', port: '1' }] }, 'endpoints.0.port', 'field-type'],
    ['a port out of range', { ...source, endpoints: [{ host: 'h', port: 65536 }] }, 'endpoints.0.port', 'field-limit'],
    ['a back-end that is none', { ...source, backend: 'consul' }, 'backend', 'field-choice'],
    ['an environment that is none', { ...source, environment: 'prod' }, 'environment', 'field-choice'],
    ['a misspelt field', { ...source, acess: 'read-only' }, 'acess', 'field-unknown'],
    ['a misspelt field of TLS', { ...source, tls: { cert: '/c.pem' } }, 'tls.cert', 'field-unknown'],
    ['no root', { ...source, roots: [] }, 'roots', 'field-limit'],
    ['one root inside another', { ...source, roots: ['/c/', '/c/d/'] }, 'roots.1', 'roots-nested'],
    ['a host that is none', { ...source, endpoints: [{ host: 'a b', port: 1 }] }, 'endpoints', 'server-malformed'],
    ['no server', { ...source, endpoints: [] }, 'endpoints', 'server-missing'],
    ['a certificate without a key', { ...source, tls: { certificate: '/c.pem' } }, 'tls.key', 'key-not-given'],
    ['a relative file', { ...source, tls: { ca: 'ca.pem' } }, 'tls.ca', 'file-relative'],
    ['a local workspace on a server', { ...source, backend: 'local', roots: ['/srv/x'] }, 'endpoints', 'local-has-server'],
    ['a local workspace that is read lazily', { name: 'One', backend: 'local', endpoints: [], roots: ['/srv/x'], environment: 'local', access: 'read-only', loading: 'lazy' }, 'loading', 'loading-local'],
    ['no object', 'One', '', 'field-type'],
  ];
  test.each(broken)('with %s are shown as broken there, and leave the others whole', (_, one, field, reason) => {
    const { profiles } = read(fileOf(one, { ...source, name: 'Whole' }));
    expect(profiles[0]).toMatchObject({ problems: [{ field, fault: { reason } }] });
    expect(profiles[1]).toEqual({ source: { ...source, name: 'Whole' } });
  });

  test('that are named alike are broken but for the first', () => {
    expect(read(fileOf(source, source)).profiles).toMatchObject([{ source }, { name: 'One', problems: [{ field: 'name', fault: { reason: 'name-twice' } }] }]);
  });
});
