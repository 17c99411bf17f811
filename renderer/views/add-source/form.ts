/** What has been typed into the "Add source" dialog, and the source it stands for. Pure, so that it can be tested without a window. */
import { canonicalKey } from '../../../shared/model/key';
import { formatEndpoint, type Access, type Backend, type Endpoint, type Environment, type SourceDraft, type SourceSecrets } from '../../../shared/model/source';
import { defaultName, parseSourceUrl } from '../../../shared/model/source-url';
import type { Fault } from '../../../shared/fault';

export interface SourceForm {
  backend: Backend;
  endpoints: string;
  root: string;
  /** Empty: named after where it is. */
  name: string;
  environment: Environment;
  access: Access;
  user: string;
  password: string;
  tls: boolean;
  ca: string;
}

export type Field = 'endpoints' | 'root' | 'name' | 'user';

/** What is wrong with a field: a text of the catalog under `add.errors`, or the fault of a source URL. */
export type FieldError =
  | { readonly kind: 'text'; readonly text: 'endpointsEmpty' | 'endpoint' | 'port' | 'rootZookeeper' | 'rootLocal' | 'passwordWithoutUser'; readonly params: Readonly<Record<string, string>> }
  | { readonly kind: 'fault'; readonly fault: Fault };

export type FieldErrors = Partial<Record<Field, FieldError>>;

/** An empty form. */
export const emptyForm: SourceForm = {
  backend: 'zookeeper',
  endpoints: '',
  root: '',
  name: '',
  environment: 'development',
  access: 'read-write',
  user: '',
  password: '',
  tls: false,
  ca: '',
};

const defaultPorts = { zookeeper: 2181, etcd: 2379, local: 0 } as const;

/** What belongs into the endpoints box of this back-end. */
export const endpointExample = (backend: Backend): string => `127.0.0.1:${defaultPorts[backend]}`;

/** Whether this text is meant as a source URL, be it one of a scheme that is none of ours. */
export const isSourceUrl = (text: string): boolean => /^\s*(?:[a-z][a-z0-9+.-]*:\/\/|local:)/i.test(text);

/** The form that a source URL fills in, or what is wrong with the URL. What it does not speak of stays as typed. */
export function fillFromUrl(form: SourceForm, text: string): { readonly form: SourceForm } | { readonly fault: Fault } {
  const parsed = parseSourceUrl(text.trim());
  if (!parsed.ok) return { fault: parsed.fault };
  const { source, given } = parsed.value;
  return {
    form: {
      ...form,
      backend: source.backend,
      endpoints: source.endpoints.map(formatEndpoint).join(', '),
      root: source.roots[0] ?? '',
      name: given.includes('name') ? source.name : form.name,
      environment: given.includes('environment') ? source.environment : form.environment,
      access: given.includes('access') || given.includes('environment') ? source.access : form.access,
      user: source.user ?? form.user,
      tls: source.tls !== undefined || form.tls,
      ca: source.tls?.ca ?? form.ca,
    },
  };
}

/** The source that a form stands for, or what is wrong with which field. */
export function draftOf(form: SourceForm): { readonly draft: SourceDraft; readonly secrets: SourceSecrets } | { readonly errors: FieldErrors } {
  const errors: FieldErrors = {};
  const remote = form.backend !== 'local';
  const endpoints = remote ? parseEndpoints(form, errors) : [];
  const root = rootOf(form, errors);
  const user = remote ? form.user.trim() : '';
  if (remote && user === '' && form.password !== '') errors.user = { kind: 'text', text: 'passwordWithoutUser', params: {} };
  if (Object.keys(errors).length > 0) return { errors };
  const target = {
    backend: form.backend,
    endpoints,
    roots: [root],
    ...(user !== '' && { user }),
    ...(remote && form.tls && { tls: form.ca.trim() === '' ? {} : { ca: form.ca.trim() } }),
  };
  const name = form.name.trim() === '' ? defaultName(target) : form.name.trim();
  return {
    draft: { ...target, name, environment: form.environment, access: form.access },
    secrets: user !== '' && form.password !== '' ? { password: form.password } : {},
  };
}

/** The name a form gives when none is typed; empty while it stands for no source. */
export function automaticName(form: SourceForm): string {
  const result = draftOf({ ...form, name: '', password: '' });
  return 'draft' in result ? result.draft.name : '';
}

function parseEndpoints(form: SourceForm, errors: FieldErrors): Endpoint[] {
  if (isSourceUrl(form.endpoints)) {
    const parsed = parseSourceUrl(form.endpoints.trim());
    if (!parsed.ok) errors.endpoints = { kind: 'fault', fault: parsed.fault };
    return parsed.ok ? parsed.value.source.endpoints : [];
  }
  const texts = form.endpoints.split(/[,;\n]/).map((text) => text.trim()).filter(Boolean);
  if (texts.length === 0) errors.endpoints = { kind: 'text', text: 'endpointsEmpty', params: { example: endpointExample(form.backend) } };
  return texts.flatMap((text) => {
    const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^\s:[\]/@]+))(?::([^:/]*))?$/.exec(text);
    const host = match?.[1] ?? match?.[2];
    if (host === undefined) {
      errors.endpoints ??= { kind: 'text', text: 'endpoint', params: { text } };
      return [];
    }
    const port = match?.[3] === undefined ? defaultPorts[form.backend] : /^\d{1,5}$/.test(match[3]) ? Number(match[3]) : 0;
    if (port < 1 || port > 65535) {
      errors.endpoints ??= { kind: 'text', text: 'port', params: { text } };
      return [];
    }
    return [{ host, port }];
  });
}

function rootOf(form: SourceForm, errors: FieldErrors): string {
  if (form.backend === 'etcd') return canonicalKey(form.root);
  const root = form.root.trim();
  if (form.backend === 'local') {
    if (!/^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(root)) errors.root = { kind: 'text', text: 'rootLocal', params: {} };
    return root;
  }
  if (root === '' || root === '/') return '/';
  if (!/^(?:\/[^/]+)+$/.test(root) || /\/\.{1,2}(?:\/|$)/.test(root)) errors.root = { kind: 'text', text: 'rootZookeeper', params: {} };
  return root;
}
