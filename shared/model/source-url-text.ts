/**
 * The text of a source URL: percent-encoding, and settings behind the question mark. `+` and `#` are themselves. What is wrong with it
 * is thrown as a {@link Mistake}, which parseSourceUrl catches.
 */
import { detail, type Detail } from '../fault';
import { concatBytes, keyToBytes, type Key } from './key';

/** Settings that a URL may have. */
export const parameters = [
  ...(['environment', 'access', 'name', 'user', 'tls', 'ca', 'cert', 'certkey', 'pkcs12', 'servername'] as const),
  ...(['key', 'root', 'separator'] as const),
] as const;
export type Parameter = (typeof parameters)[number];
/** Settings by name, still encoded. */
export type Query = ReadonlyMap<Parameter, string>;

/** Something in a URL that cannot be read. */
export class Mistake extends Error {
  readonly detail: Detail;
  constructor(...[reason, params]: Parameters<typeof detail>) {
    super(reason);
    this.detail = detail(reason, params);
  }
}

/** Settings by name. A root may come again and again: each is pushed to `roots`. */
export function parseQuery(text: string, roots: string[]): Query {
  const query = new Map<Parameter, string>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const written = equals < 0 ? pair : pair.slice(0, equals);
    if (/^(password|passwd|pass|pwd)$/i.test(written)) throw new Mistake('url-password');
    const name = parameters.find((parameter) => parameter === written);
    if (!name) throw new Mistake('url-unknown-setting', { name: written, known: parameters.join(', ') });
    if (equals < 0) throw new Mistake('url-bare-setting', { name });
    if (name === 'root') roots.push(pair.slice(equals + 1));
    else if (query.has(name)) throw new Mistake('url-same-setting', { name });
    query.set(name, pair.slice(equals + 1));
  }
  return query;
}

/** The one of these choices that a setting names. */
export function chosen<T extends string>(query: Query, name: Parameter, choices: readonly T[]): T | undefined {
  const value = query.get(name);
  if (value === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw new Mistake('url-choice', { value, name, known: choices.join(', ') });
  return choice;
}

/** A setting's text, which is not empty. */
export function textOf(query: Query, name: Parameter): string {
  const text = decodeText(query.get(name) ?? '', name);
  if (text === '') throw new Mistake('url-empty-setting', { name });
  return text;
}

/** The bytes that percent-encoded text stands for. */
export function decodeBytes(text: string, part: Detail | Parameter): Uint8Array {
  const broken = /%(?![0-9A-Fa-f]{2}).{0,2}/s.exec(text);
  if (broken) throw new Mistake('url-percent', { text: broken[0], part });
  const encoder = new TextEncoder();
  const parts = text.split(/(%[0-9A-Fa-f]{2})/);
  return concatBytes(parts.map((part, i) => (i % 2 === 1 ? Uint8Array.of(Number.parseInt(part.slice(1), 16)) : encoder.encode(part))));
}

/** The text that percent-encoded text stands for. */
export function decodeText(text: string, part: Detail | Parameter): string {
  const bytes = decodeBytes(text, part);
  let decoded: string;
  try {
    decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Mistake('url-not-text', { part });
  }
  if (decoded.includes('\0')) throw new Mistake('url-nul', { part });
  return decoded;
}

/** Everything that could end a part of the URL, or that a shell or a chat program would touch, is encoded. */
const encodeBytes = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => (/[A-Za-z0-9/._~:@!$*,;=+-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : hex(byte))).join('');
const hex = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;

/** Text as it stands in a URL. */
export const encodeText = (text: string): string => encodeBytes(new TextEncoder().encode(text));

/** A key as it stands in a URL: the bytes that it means. */
export const encodeKey = (key: Key): string => encodeBytes(keyToBytes(key));
