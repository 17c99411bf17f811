import { formatEndpoint, type Endpoint } from '../../shared/model/source';
import type { Words } from '../ui/text';

/** What a source is called on the screen: by its own name, the sandbox in the user's language. */
export const nameOf = (info: { readonly sandbox: boolean; readonly source: { readonly name: string } }, words: Words): string =>
  info.sandbox ? words('sources.sandbox') : info.source.name;

/** Where a source connects to: its servers, or its name where it has none. */
export const whereOf = ({ endpoints, name }: { readonly endpoints: readonly Endpoint[]; readonly name: string }): string =>
  endpoints.length > 0 ? endpoints.map(formatEndpoint).join(', ') : name;
