/** Sources of every kind, for properties: each could have been entered by a person. */
import fc from 'fast-check';
import { accesses, environments, type SourceDraft } from '../../shared/model/source';

const word = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}[a-z0-9]$/);
const name = fc.stringMatching(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,30}[\p{L}\p{N}]$/u).filter((text) => text.length <= 200);
const file = word.map((text) => `/etc/${text}.pem`);
const host = fc.oneof(word, fc.ipV4(), fc.ipV6().filter((text) => text.includes(':')));
const endpoints = fc.uniqueArray(fc.record({ host, port: fc.integer({ min: 1, max: 65535 }) }), {
  minLength: 1,
  maxLength: 4,
  selector: (endpoint) => `${endpoint.host.toLowerCase()} ${endpoint.port}`,
});
/** None begins like another, so that none lies inside another. */
const roots = fc.uniqueArray(word, { minLength: 1, maxLength: 4 }).map((words) => words.map((text) => `/${text.length}${text}/`));
const separator = fc.constantFrom('.', ':', '-', '::');

const optional = <T extends object>(values: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> => fc.record(values, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
const tls = fc
  .tuple(optional({ ca: file, serverName: word }), fc.oneof(fc.constant({}), fc.record({ certificate: file, key: file }), fc.record({ pkcs12: file })))
  .map(([trust, identity]) => ({ ...trust, ...identity }));

const rest = fc.record({ name, environment: fc.constantFrom(...environments), access: fc.constantFrom(...accesses) });
const remote = fc.tuple(rest, endpoints, optional({ user: word, tls }));

const zookeeper = fc
  .tuple(remote, roots)
  .map(([[more, servers, login], paths]): SourceDraft => ({ ...more, backend: 'zookeeper', endpoints: servers, roots: paths.map((path) => path.slice(0, -1)), ...login }));
const etcd = fc
  .tuple(remote, roots, optional({ separator }))
  .map(([[more, servers, login], prefixes, cut]): SourceDraft => ({ ...more, backend: 'etcd', endpoints: servers, roots: prefixes, ...cut, ...login }));
const local = fc.tuple(rest, word, optional({ separator })).map(([more, directory, cut]): SourceDraft => ({ ...more, backend: 'local', endpoints: [], roots: [`/srv/${directory}`], ...cut }));

/** A source that can be kept. */
export const aDraft: fc.Arbitrary<SourceDraft> = fc.oneof(zookeeper, etcd, local);
