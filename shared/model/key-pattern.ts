/** Patterns of keys, as a person writes them: for flags, and for what is masked. */

const compiled = new Map<string, RegExp>();

const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');

/**
 * The expression of a pattern, which covers the whole key: `*` stands for one segment, or within a segment for any part of it; a leading
 * `**` stands for any number of segments, and one at the end for everything below. In a store with another separator the pattern's `/`
 * stands for it, and a leading one may be absent: such keys seldom begin with it.
 */
export function keyPattern(pattern: string, separator = '/'): RegExp {
  const id = `${separator} ${pattern}`;
  const known = compiled.get(id);
  if (known) return known;
  const cut = escaped(separator).replaceAll('*', '\\*');
  const within = separator === '/' ? '[^/]' : `(?:(?!${cut}).)`;
  const [first, ...others] = pattern
    .split('/')
    .map((segment) => (segment === '**' ? '.*' : segment === '*' ? `${within}+` : escaped(segment).replaceAll('*', `${within}*`)));
  const rest = others.join(cut);
  // a leading `**/` also matches nothing: `features/x` is a flag as `a/features/x` is
  const beginning = first === '.*' && others.length === 0 ? '.*' : first === '.*' ? `(?:.*${cut})?` : first === '' && separator !== '/' ? `(?:${cut})?` : `${first}${others.length > 0 ? cut : ''}`;
  const expression = new RegExp(`^${beginning}${rest}$`, 's');
  compiled.set(id, expression);
  return expression;
}
