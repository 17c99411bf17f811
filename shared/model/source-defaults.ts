/** What a source is where nobody said otherwise: its environment, its access, and its name, which says where it is. */
import { formatEndpoint, NAME_LENGTH, type Access, type Backend, type Environment, type SourceDraft } from './source';

/** The environment of a source that names none. */
export const defaultEnvironment = (backend: Backend): Environment => (backend === 'local' ? 'local' : 'development');

/** What may be done to a source that does not say. */
export const defaultAccess = (environment: Environment): Access => (environment === 'production' ? 'guarded' : 'read-write');

/** What a source is called that nobody named: where it is. */
export function defaultName({ backend, endpoints, roots }: Pick<SourceDraft, 'backend' | 'endpoints' | 'roots'>): string {
  const [root = ''] = roots;
  if (backend === 'local') return root === '' ? 'Sandbox' : shortened(root.replace(/[\\/]+$/, '').split(/[\\/]/).pop() || root);
  const [first] = endpoints;
  const host = first ? formatEndpoint(first) : backend;
  const more = endpoints.length > 1 ? ` +${endpoints.length - 1}` : '';
  const others = roots.length > 1 ? ` +${roots.length - 1}` : '';
  return shortened(host + more + (root === '/' || root === '' ? '' : root.startsWith('/') ? root : ` ${root}`) + others);
}

const shortened = (name: string): string => name.slice(0, NAME_LENGTH).trim() || 'Source';
