/** Patterns of keys: which keys a rule of the flags room is about. */
import type { Key } from '../model/key';

const compiled = new Map<string, RegExp>();

const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');

/**
 * Whether a pattern covers a whole key: `*` matches one segment, a leading `**` any number of segments. In a store with another
 * separator the pattern's `/` stands for it, and a leading one may be absent: such keys seldom begin with it.
 */
export function matchesPattern(key: Key, pattern: string, separator = '/'): boolean {
  const id = `${separator} ${pattern}`;
  let expression = compiled.get(id);
  if (expression === undefined) {
    expression = compile(pattern, separator);
    compiled.set(id, expression);
  }
  return expression.test(key);
}

function compile(pattern: string, separator: string): RegExp {
  if (pattern === '**') return /^/;
  const cut = escaped(separator).replaceAll('*', '\\*');
  const [first, ...others] = pattern
    .split('/')
    .map((segment) => (segment === '**' ? '.*' : escaped(segment).replaceAll('*', separator === '/' ? '[^/]+' : `(?:(?!${cut}).)+`)));
  const rest = others.join(cut);
  // a leading `**/` also matches nothing: `features/x` is a flag as `a/features/x` is
  const beginning = first === '.*' ? `(?:.*${cut})?` : first === '' && separator !== '/' ? `(?:${cut})?` : `${first}${others.length > 0 ? cut : ''}`;
  return new RegExp(`^${beginning}${rest}$`, 's');
}
