/** What has been typed into the dialog of a source, and the source it stands for. Pure, so that it can be tested without a window. */
import { fault, type Fault } from '../../../shared/fault';
import { etcdTarget } from '../../../shared/model/etcd-endpoints';
import { parseEndpoint, usualPorts } from '../../../shared/model/endpoint';
import { keepsPassphrase, newPlace, type NewPlace } from '../../../shared/model/kept-secrets';
import { canonicalKey } from '../../../shared/model/key';
import {
  formatEndpoint,
  freeName,
  type Access,
  type Backend,
  type ConnectOptions,
  type Endpoint,
  type Environment,
  type SecretsChange,
  type SourceDraft,
  type TlsOptions,
} from '../../../shared/model/source';
import { checkSource, type SourcePath } from '../../../shared/model/source-check';
import { defaultName } from '../../../shared/model/source-defaults';
import { parseSourceUrl } from '../../../shared/model/source-url';
import { znodeRoot } from '../../../shared/model/znode-path';

/** A secret as the window knows it: what was typed, and whether main keeps one, which nobody is shown. */
export interface SecretField {
  readonly text: string;
  readonly kept: 'none' | 'kept' | 'forgotten';
}

export interface SourceForm {
  readonly backend: Backend;
  readonly endpoints: string;
  /** At least one. */
  readonly roots: readonly string[];
  readonly separator: string;
  /** Empty: named after where it is. */
  readonly name: string;
  readonly environment: Environment;
  readonly access: Access;
  readonly user: string;
  readonly password: SecretField;
  readonly passphrase: SecretField;
  readonly tls: boolean;
  readonly ca: string;
  /** How we prove who we are, beside the user. */
  readonly identity: 'none' | 'pem' | 'pkcs12';
  readonly certificate: string;
  readonly key: string;
  readonly pkcs12: string;
  readonly serverName: string;
}

/** Parts of the form that can be wrong; a root by its number, from 0. */
export type Field = 'endpoints' | `roots.${number}` | 'separator' | 'name' | 'user' | 'ca' | 'certificate' | 'key' | 'pkcs12' | 'serverName';
export type FieldErrors = Partial<Record<Field, Fault>>;

const noSecret: SecretField = { text: '', kept: 'none' };

/** An empty form. */
export const emptyForm: SourceForm = {
  backend: 'zookeeper',
  endpoints: '',
  roots: [''],
  separator: '/',
  name: '',
  environment: 'development',
  access: 'read-write',
  user: '',
  password: noSecret,
  passphrase: noSecret,
  tls: false,
  ca: '',
  identity: 'none',
  certificate: '',
  key: '',
  pkcs12: '',
  serverName: '',
};

/** What belongs into the endpoints box of this back-end. */
export const endpointExample = (backend: Backend): string => (backend === 'local' ? '' : `127.0.0.1:${usualPorts[backend]}`);

/** Whether this text is meant as a source URL, be it one of a scheme that is none of ours. */
export const isSourceUrl = (text: string): boolean => /^\s*(?:[a-z][a-z0-9+.-]*:\/\/|local:)/i.test(text);

/** The form that stands for a source, without its secrets. */
export function formOf(source: SourceDraft): SourceForm {
  const { tls } = source;
  return {
    ...emptyForm,
    backend: source.backend,
    endpoints: source.endpoints.map(formatEndpoint).join(', '),
    roots: source.roots,
    separator: source.separator ?? '/',
    name: source.name,
    environment: source.environment,
    access: source.access,
    user: source.user ?? '',
    ...(tls && tlsForm(tls)),
  };
}

function tlsForm({ ca, certificate, key, pkcs12, serverName }: TlsOptions): Partial<SourceForm> {
  return {
    tls: true,
    ca: ca ?? '',
    identity: pkcs12 !== undefined ? 'pkcs12' : certificate !== undefined ? 'pem' : 'none',
    certificate: certificate ?? '',
    key: key ?? '',
    pkcs12: pkcs12 ?? '',
    serverName: serverName ?? '',
  };
}

/** The form that a source URL, or etcd's endpoints as URLs, fill in, or what is wrong with the URL. What it does not speak of stays as typed. */
export function fillFromUrl(form: SourceForm, text: string): { readonly form: SourceForm } | { readonly fault: Fault } {
  const etcd = form.backend === 'etcd' && /^\s*https?:/i.test(text) ? etcdTarget(text) : undefined;
  if (etcd) return { form: { ...form, endpoints: etcd.endpoints.map(formatEndpoint).join(', '), tls: etcd.tls !== undefined || form.tls } };
  const parsed = parseSourceUrl(text.trim());
  if (!parsed.ok) return { fault: parsed.fault };
  const { source, given } = parsed.value;
  return {
    form: {
      ...form,
      backend: source.backend,
      endpoints: source.endpoints.map(formatEndpoint).join(', '),
      roots: source.roots,
      separator: source.separator ?? form.separator,
      name: given.includes('name') ? source.name : form.name,
      environment: given.includes('environment') ? source.environment : form.environment,
      access: given.includes('access') || given.includes('environment') ? source.access : form.access,
      user: source.user ?? form.user,
      ...(source.tls && tlsForm(source.tls)),
    },
  };
}

/** The form that stands for a source beside others. An automatic name goes on following where the source is; one of its own is kept clear of those taken. */
export function formAmong(source: SourceDraft, others: readonly string[], taken = others): SourceForm {
  return { ...formOf(source), name: source.name === freeName(defaultName(source), others) ? '' : freeName(source.name, taken) };
}

/** What becomes of secrets that are kept for `source` once it is as the form says: why the password is asked for again, and whether the passphrase is. */
export function secretsAfter(form: SourceForm, source: SourceDraft): { readonly password: NewPlace | undefined; readonly passphrase: boolean } {
  const errors: FieldErrors = {};
  const target = targetOf(form, errors);
  // a server that is typed halfway is none of before
  return { password: errors.endpoints ? 'servers' : newPlace(source, target), passphrase: keepsPassphrase(source, target) };
}

/** The source that a form stands for, or what is wrong with which field. `taken` are names that an automatic one keeps clear of. */
export function draftOf(form: SourceForm, taken: readonly string[] = []): { readonly draft: SourceDraft; readonly secrets: SecretsChange } | { readonly errors: FieldErrors } {
  const errors: FieldErrors = {};
  const target = targetOf(form, errors);
  const { backend } = target;
  if (backend !== 'local' && target.user === undefined && form.password.text !== '') errors.user = fault('invalid', 'password-without-user');
  if (backend !== 'zookeeper' && form.separator === '') errors.separator = fault('invalid', 'separator-empty');
  const name = form.name.trim() === '' ? freeName(defaultName(target), taken) : form.name.trim();
  const draft = { ...target, name, environment: form.environment, access: form.access };
  for (const { path, fault: why } of checkSource(draft)) errors[fieldAt(path, rowsIn(form))] ??= why;
  return Object.keys(errors).length > 0 ? { errors } : { draft, secrets: secretsIn(form) };
}

/** Where the source is and who connects, and in `errors` which servers are none. */
function targetOf(form: SourceForm, errors: FieldErrors): ConnectOptions {
  const { backend, separator } = form;
  const endpoints = backend === 'local' ? [] : parseEndpoints(form.endpoints, backend, errors);
  const user = backend === 'local' ? '' : form.user.trim();
  return {
    backend,
    endpoints,
    roots: rowsIn(form).map((row) => rootOf(backend, form.roots[row] ?? '')),
    ...(backend !== 'zookeeper' && separator !== '/' && separator !== '' && { separator }),
    ...(user !== '' && { user }),
    ...(backend !== 'local' && form.tls && { tls: tlsOf(form) }),
  };
}

/** Rows that hold a root: a further one that was left empty is none. */
const rowsIn = ({ roots }: SourceForm): number[] => roots.flatMap((root, row) => (row === 0 || root !== '' ? [row] : []));

/** The field in which a part of the source is typed; `rows` are those of the roots. */
function fieldAt([part, inner]: SourcePath, rows: readonly number[]): Field {
  if (part === 'roots') return `roots.${rows[inner] ?? rows.length - 1}`;
  if (part === 'tls') return inner;
  // no form says how much is loaded
  return part === 'loading' ? 'endpoints' : part;
}

/** The name a form gives when none is typed; empty while it stands for no source. */
export function automaticName(form: SourceForm, taken: readonly string[] = []): string {
  const result = draftOf({ ...form, name: '', password: noSecret }, taken);
  return 'draft' in result ? result.draft.name : '';
}

function secretsIn({ password, passphrase }: SourceForm): SecretsChange {
  const change: { password?: string | null; passphrase?: string | null } = {};
  for (const [name, { text, kept }] of Object.entries({ password, passphrase }) as ['password' | 'passphrase', SecretField][]) {
    if (text !== '') change[name] = text;
    else if (kept === 'forgotten') change[name] = null;
  }
  return change;
}

function parseEndpoints(typed: string, backend: 'zookeeper' | 'etcd', errors: FieldErrors): Endpoint[] {
  if (isSourceUrl(typed)) {
    const parsed = parseSourceUrl(typed.trim());
    if (!parsed.ok) errors.endpoints = parsed.fault;
    return parsed.ok ? parsed.value.source.endpoints : [];
  }
  const texts = typed
    .split(/[,;\n]/)
    .map((text) => text.trim())
    .filter(Boolean);
  return texts.flatMap((text) => {
    const parsed = parseEndpoint(text, backend);
    if (!parsed.ok) errors.endpoints ??= parsed.fault;
    return parsed.ok ? [parsed.value] : [];
  });
}

function rootOf(backend: Backend, typed: string): string {
  if (backend === 'etcd') return canonicalKey(typed);
  return backend === 'zookeeper' ? znodeRoot(typed.trim()) : typed.trim();
}

function tlsOf(form: SourceForm): TlsOptions {
  const files: { ca?: string; certificate?: string; key?: string; pkcs12?: string } = {};
  const identity = { none: [], pem: ['certificate', 'key'], pkcs12: ['pkcs12'] } as const;
  for (const name of ['ca', ...identity[form.identity]] as const) {
    const file = form[name].trim();
    if (file !== '') files[name] = file;
  }
  const serverName = form.serverName.trim();
  return { ...files, ...(serverName !== '' && { serverName }) };
}
