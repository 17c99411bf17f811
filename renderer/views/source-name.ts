import type { Words } from '../ui/text';

/** What a source is called on the screen: by its own name, the sandbox in the user's language. */
export const nameOf = (info: { readonly sandbox: boolean; readonly source: { readonly name: string } }, words: Words): string =>
  info.sandbox ? words('sources.sandbox') : info.source.name;
