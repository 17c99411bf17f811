/** What may be typed in FeatureProbe's data: what its schema names, and what the repository itself has to refer to. */
import { z } from 'zod';
import { predicates } from '../featureprobe/checks';
import { featureProbeShape, repositorySchema, toggleSchema } from '../featureprobe/view';
import type { Path } from '../problem';
import { isObject } from '../syntax/node';
import { named, valued, valuesAt, type Completion } from './completion';
import type { Cursor } from './cursor';
import { namesOf, placesAt, valuesOf } from './schema';

const schemas = { repository: z.toJSONSchema(repositorySchema), toggle: z.toJSONSchema(toggleSchema) };

/** Completions at a place of a FeatureProbe repository, or of one toggle. */
export function featureProbeCompletions(cursor: Cursor): readonly Completion[] {
  const { root, path, taken } = cursor;
  const shape = featureProbeShape(root) ?? (isObject(root) && ('toggles' in root || 'segments' in root) ? 'repository' : 'toggle');
  const places = placesAt({ schema: schemas[shape], base: schemas[shape] }, path, {});
  if (cursor.at === 'name') return [...namesOf(places).keys()].filter((name) => !taken.has(name)).map((name) => named(name, 'property', 'featureprobe'));
  return valuesIn(root, path, shape === 'repository' ? path.slice(0, 2) : []) ?? valuesOf(places).map((value) => valued(value));
}

/** Values that the repository itself knows for a place; undefined where it is the schema that lists them. */
function valuesIn(root: unknown, path: Path, toggle: Path): readonly Completion[] | undefined {
  const beside = (name: string): unknown => valuesAt(root, [...path.slice(0, -1), name]);
  switch (path.at(-1)) {
    case 'type':
      return path.includes('conditions') ? Object.keys(predicates).map((type) => valued(type)) : undefined;
    case 'predicate': {
      const type = beside('type');
      const known = typeof type === 'string' && Object.hasOwn(predicates, type) ? predicates[type] : Object.values(predicates).flat();
      return [...new Set(known)].map((predicate) => valued(predicate));
    }
    case 'subject':
    case 'bucketBy':
      return [...new Set(subjectsIn(root))].map((subject) => valued(subject));
    case 'select':
      return variationsOf(root, toggle).map((value, index) => valued(index, value));
    case 'key':
      return path.at(-3) === 'prerequisites' ? keysOf(root, 'toggles').filter((key) => key !== path[1]).map((key) => valued(key)) : undefined;
    case 'value': {
      const key = beside('key');
      return path.at(-3) === 'prerequisites' && typeof key === 'string' ? variationsOf(root, ['toggles', key]).filter(isScalar).map((value) => valued(value)) : undefined;
    }
  }
  const inObjects = path.at(-2) === 'objects' && valuesAt(root, [...path.slice(0, -2), 'type']) === 'segment';
  return inObjects ? keysOf(root, 'segments').map((name) => valued(name)) : undefined;
}

const isScalar = (value: unknown): value is string | number | boolean | null => value === null || typeof value !== 'object';

const keysOf = (root: unknown, name: string): readonly string[] => {
  const found = valuesAt(root, [name]);
  return isObject(found) ? Object.keys(found) : [];
};

function variationsOf(root: unknown, toggle: Path): readonly unknown[] {
  const found = valuesAt(root, [...toggle, 'variations']);
  return Array.isArray(found) ? (found as unknown[]) : [];
}

function subjectsIn(data: unknown): readonly string[] {
  if (Array.isArray(data)) return data.flatMap(subjectsIn);
  if (!isObject(data)) return [];
  return Object.entries(data).flatMap(([name, value]) => (name === 'subject' && typeof value === 'string' && value !== '' ? [value] : subjectsIn(value)));
}
