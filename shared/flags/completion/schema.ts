/** JSON schemas as a map of what may stand where, for what is not whole yet: all alternatives count, as any may be meant. */
import { isObject } from '../syntax/node';
import type { Path } from '../problem';

type Part = Readonly<Record<string, unknown>>;

/** A schema, and the document that its references are in. */
export interface Place {
  readonly schema: Part;
  readonly base: Part;
}

/** Documents by the names that others refer to them by. */
export type Documents = Readonly<Record<string, Part>>;

/** All schemas that may hold for what stands at a path, from one for the whole. */
export function placesAt(start: Place, path: Path, documents: Documents): readonly Place[] {
  let places = alternatives([start], documents);
  for (const step of path) places = alternatives(places.flatMap((place) => into(place, step)), documents);
  return places;
}

/** Members that are named by schemas, each once, in their order. */
export function namesOf(places: readonly Place[]): ReadonlyMap<string, Place> {
  const names = new Map<string, Place>();
  for (const { schema, base } of places) {
    for (const [name, inner] of Object.entries(objectOf(schema['properties']))) if (!names.has(name)) names.set(name, { schema: objectOf(inner), base });
    for (const [pattern, inner] of Object.entries(objectOf(schema['patternProperties']))) {
      const name = /^\^\\?([$\w]+)\$$/.exec(pattern)?.[1];
      if (name !== undefined && !names.has(name)) names.set(name, { schema: objectOf(inner), base });
    }
  }
  return names;
}

/** Values that schemas list, and both booleans where nothing else can stand. */
export function valuesOf(places: readonly Place[]): readonly (string | boolean)[] {
  const listed = places.flatMap(({ schema }) => (Array.isArray(schema['enum']) ? (schema['enum'] as unknown[]) : [])).filter((value) => typeof value === 'string');
  const types = new Set(places.flatMap(({ schema }) => (schema['type'] === undefined ? [] : [schema['type']])).flat());
  return types.size === 1 && types.has('boolean') ? [true, false] : [...new Set(listed)];
}

const objectOf = (value: unknown): Part => (isObject(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** Schemas and those that they are made of. */
function alternatives(places: readonly Place[], documents: Documents): readonly Place[] {
  const seen = new Map<Part, Place>();
  const open = places.toReversed();
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { schema, base } = place;
    if (seen.has(schema)) continue;
    seen.set(schema, place);
    const parts = [...listOf(schema['allOf']), ...listOf(schema['anyOf']), ...listOf(schema['oneOf'])].map((part) => ({ schema: objectOf(part), base }));
    const named = typeof schema['$ref'] === 'string' ? referred(schema['$ref'], base, documents) : [];
    open.push(...[...named, ...parts].toReversed());
  }
  return [...seen.values()];
}

function referred(reference: string, base: Part, documents: Documents): readonly Place[] {
  if (!reference.startsWith('#/')) {
    const document = documents[reference];
    return document === undefined ? [] : [{ schema: document, base: document }];
  }
  const found = reference.slice(2).split('/').reduce<unknown>((part, step) => objectOf(part)[step], base);
  return isObject(found) ? [{ schema: found, base }] : [];
}

function into({ schema, base }: Place, step: string | number): readonly Place[] {
  return (typeof step === 'number' ? itemOf(schema, step) : memberOf(schema, step)).filter(isObject).map((inner) => ({ schema: inner, base }));
}

function itemOf(schema: Part, index: number): readonly unknown[] {
  const { items, prefixItems, additionalItems } = schema;
  if (Array.isArray(prefixItems)) return [listOf(prefixItems)[index]];
  return [Array.isArray(items) ? (listOf(items)[index] ?? additionalItems) : items];
}

function memberOf(schema: Part, name: string): readonly unknown[] {
  const properties = objectOf(schema['properties']);
  if (Object.hasOwn(properties, name)) return [properties[name]];
  const matching = Object.entries(objectOf(schema['patternProperties'])).filter(([pattern]) => new RegExp(pattern, 'u').test(name));
  return matching.length > 0 ? matching.map(([, inner]) => inner) : [schema['additionalProperties']];
}
