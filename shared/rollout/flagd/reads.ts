/**
 * Which attributes a rule of flagd may look at. Users of a simulation are made of these alone, so that one too many costs time and one too few
 * would be another answer: what is not known to see only its arguments makes it all of them.
 */

/** Operators that see nothing of a user but what their arguments come to, and flagd's own, which know the key besides. */
export const seesArguments: ReadonlySet<string> = new Set([
  ...['if', '?:', 'and', 'or', '!', '!!', '??', 'try', '==', '===', '!=', '!==', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', 'min', 'max'],
  ...['cat', 'in', 'substr', 'merge', 'map', 'filter', 'reduce', 'some', 'all', 'none', 'every', 'fractional', 'starts_with', 'ends_with', 'sem_ver'],
]);

/** Operators whose second argument sees an item of a list in place of the user; the list itself is the user's. */
export const seesItems: ReadonlySet<string> = new Set(['map', 'filter', 'reduce', 'all', 'every', 'some', 'none']);

/** The attribute that a path of `var` leads into; null for the whole user, a name that is computed, and one with an escape or a step up. */
export function attributeIn(path: unknown): string | null {
  if ((typeof path !== 'string' && typeof path !== 'number') || path === '' || /[\\/]/.test(String(path))) return null;
  return String(path).split('.', 1)[0] ?? '';
}

/** Names of the attributes that a rule may look at for a user who has a key; null where it may be any. */
export function attributesRead(rule: unknown): readonly string[] | null {
  // flagd-core puts attributes into an object, where this one is no name but a change of what the others are looked up in
  const names = new Set(['__proto__']);
  return gather(rule, names) ? [...names] : null;
}

function gather(node: unknown, names: Set<string>): boolean {
  if (typeof node !== 'object' || node === null) return true;
  if (Array.isArray(node)) return node.every((part) => gather(part, names));
  return Object.entries(node).every(([operator, args]) => {
    if (operator === 'var') {
      const [path, ...others] = Array.isArray(args) ? (args as unknown[]) : [args];
      return take(path, names) && gather(others, names);
    }
    if (operator === 'missing') return Array.isArray(args) && args.every((path) => take(path, names));
    return seesArguments.has(operator) && gather(args, names);
  });
}

function take(path: unknown, names: Set<string>): boolean {
  const name = attributeIn(path);
  if (name !== null) names.add(name);
  return name !== null;
}
