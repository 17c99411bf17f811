/** What has been typed into the dialog of a source, and the source it stands for. Pure, so that it can be tested without a window. */
import { fault, type Fault } from '../../../shared/fault';
import { etcdTarget } from '../../../shared/model/etcd-endpoints';
import { MOST_SERVERS, parseEndpoint, usualPorts } from '../../../shared/model/endpoint';
import { canonicalKey } from '../../../shared/model/key';
import {
  formatEndpoint,
  sourceDraftSchema,
  type Access,
  type Backend,
  type Endpoint,
  type Environment,
  type SecretsChange,
  type SourceDraft,
  type TlsOptions,
} from '../../../shared/model/source';
import { checkSource, isFullPath } from '../../../shared/model/source-check';
import { defaultName, parseSourceUrl } from '../../../shared/model/source-url';

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

/** The source that a form stands for, or what is wrong with which field. */
export function draftOf(form: SourceForm): { readonly draft: SourceDraft; readonly secrets: SecretsChange } | { readonly errors: FieldErrors } {
  const errors: FieldErrors = {};
  const { backend } = form;
  const endpoints = backend === 'local' ? [] : parseEndpoints(form.endpoints, backend, errors);
  const user = backend === 'local' ? '' : form.user.trim();
  if (backend !== 'local' && user === '' && form.password.text !== '') errors.user = fault('invalid', 'password-without-user');
  if (backend !== 'zookeeper' && form.separator === '') errors.separator = fault('invalid', 'separator-empty');
  const tls = backend !== 'local' && form.tls ? tlsOf(form, errors) : undefined;
  // a further root that was left empty is none
  const rows = form.roots.flatMap((root, row) => (row === 0 || root !== '' ? [row] : []));
  const target = {
    backend,
    endpoints,
    roots: rows.map((row) => rootOf(backend, form.roots[row] ?? '')),
    ...(backend !== 'zookeeper' && form.separator !== '/' && form.separator !== '' && { separator: form.separator }),
    ...(user !== '' && { user }),
    ...(tls && { tls }),
  };
  const name = form.name.trim() === '' ? defaultName(target) : form.name.trim();
  const draft = { ...target, name, environment: form.environment, access: form.access };
  noteTooLong(draft, errors);
  for (const { field, index = 0, fault: why } of checkSource(draft)) {
    // the form has looked at files one by one
    if (field === 'tls') continue;
    const at: Field = field === 'roots' ? `roots.${rows[index] ?? 0}` : field;
    errors[at] ??= why;
  }
  return Object.keys(errors).length > 0 ? { errors } : { draft, secrets: secretsIn(form) };
}

/** The name a form gives when none is typed; empty while it stands for no source. */
export function automaticName(form: SourceForm): string {
  const result = draftOf({ ...form, name: '', password: noSecret });
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
  if (texts.length > MOST_SERVERS) errors.endpoints = fault('invalid', 'servers-many', { count: texts.length, limit: MOST_SERVERS });
  return texts.flatMap((text) => {
    const parsed = parseEndpoint(text, backend);
    if (!parsed.ok) errors.endpoints ??= parsed.fault;
    return parsed.ok ? [parsed.value] : [];
  });
}

function rootOf(backend: Backend, typed: string): string {
  if (backend === 'etcd') return canonicalKey(typed);
  const root = typed.trim();
  return backend === 'zookeeper' && root === '' ? '/' : root;
}

function tlsOf(form: SourceForm, errors: FieldErrors): TlsOptions {
  const files: { ca?: string; certificate?: string; key?: string; pkcs12?: string } = {};
  const identity = { none: [], pem: ['certificate', 'key'], pkcs12: ['pkcs12'] } as const;
  for (const name of ['ca', ...identity[form.identity]] as const) {
    const file = form[name].trim();
    if (file === '') continue;
    files[name] = file;
    if (!isFullPath(file)) errors[name] = fault('invalid', 'file-relative');
  }
  if (files.certificate !== undefined && files.key === undefined) errors.key = fault('invalid', 'key-not-given', { path: files.certificate });
  if (files.key !== undefined && files.certificate === undefined) errors.certificate = fault('invalid', 'certificate-not-given', { path: files.key });
  const serverName = form.serverName.trim();
  return { ...files, ...(serverName !== '' && { serverName }) };
}

/** Notes what has more characters than can be kept. */
function noteTooLong(draft: SourceDraft, errors: FieldErrors): void {
  for (const { code, path, ...issue } of sourceDraftSchema.safeParse(draft).error?.issues ?? []) {
    if (code !== 'too_big' || !('maximum' in issue)) continue;
    const [first, second] = path;
    // too many of them have a sentence of their own
    if (path.length === 1 && (first === 'roots' || first === 'endpoints')) continue;
    const field = first === 'roots' ? (`roots.${Number(second)}` as const) : ((first === 'tls' ? second : first) as Field);
    const value: unknown = path.reduce<unknown>((inner, name) => (inner as Record<PropertyKey, unknown> | undefined)?.[name], draft);
    errors[field] ??= fault('invalid', 'text-too-long', { length: String(value).length, limit: String(issue.maximum) });
  }
}
