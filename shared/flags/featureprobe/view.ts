/** A FeatureProbe repository, or one toggle of it, as typed data. What is broken is left out here and stands among the problems. */
import { z } from 'zod';
import type { Findings, Path } from '../problem';
import { isObject } from '../syntax/node';

const rangeSchema = z.tuple([z.number(), z.number()]);

const serveSchema = z.looseObject({
  select: z.int().optional(),
  split: z.looseObject({ distribution: z.array(z.array(rangeSchema)), bucketBy: z.string().optional(), salt: z.string().optional() }).optional(),
});

const conditionSchema = z.looseObject({ type: z.string(), subject: z.string().optional(), predicate: z.string(), objects: z.array(z.string()) });

const ruleSchema = z.looseObject({ serve: serveSchema, conditions: z.array(conditionSchema) });

/** A toggle: what is served to whom. */
export const toggleSchema = z.looseObject({
  key: z.string(),
  enabled: z.boolean(),
  forClient: z.boolean().optional(),
  version: z.int().optional(),
  disabledServe: serveSchema,
  defaultServe: serveSchema,
  rules: z.array(ruleSchema),
  variations: z.array(z.unknown()),
  prerequisites: z.array(z.looseObject({ key: z.string(), value: z.unknown() })).optional(),
  trackAccessEvents: z.boolean().optional(),
  lastModified: z.number().optional(),
});

const segmentSchema = z.looseObject({ rules: z.array(z.looseObject({ conditions: z.array(conditionSchema) })) });

/** All toggles and segments, by their keys. */
export const repositorySchema = z.looseObject({
  toggles: z.record(z.string(), toggleSchema),
  segments: z.record(z.string(), segmentSchema).optional(),
  version: z.int().optional(),
  debugUntilTime: z.number().optional(),
});

/** From and to of a part of the ten thousand buckets; `to` is not in it. */
export type BucketRange = z.infer<typeof rangeSchema>;
/** What is served: a variation by its index, or shares of the buckets for each. */
export type ToggleServe = z.infer<typeof serveSchema>;
export type ToggleCondition = z.infer<typeof conditionSchema>;
export type ToggleRule = z.infer<typeof ruleSchema>;
export type Toggle = z.infer<typeof toggleSchema>;
export type Segment = z.infer<typeof segmentSchema>;

export interface FeatureProbeView {
  readonly shape: 'repository' | 'toggle';
  /** Those that can be read. */
  readonly toggles: readonly { readonly path: Path; readonly toggle: Toggle }[];
  readonly segments: readonly { readonly name: string; readonly path: Path; readonly segment: Segment }[];
}

const isToggle = (data: unknown): boolean => isObject(data) && Array.isArray(data['variations']) && ('defaultServe' in data || 'disabledServe' in data);

/** Which of the two shapes data has that nobody has called FeatureProbe's, if it is that. */
export function featureProbeShape(data: unknown): FeatureProbeView['shape'] | undefined {
  if (isToggle(data)) return 'toggle';
  if (!isObject(data) || !isObject(data['toggles'])) return undefined;
  return isObject(data['segments']) || Object.values(data['toggles']).some(isToggle) ? 'repository' : undefined;
}

/** The view of plain data that has this shape; where data does not fit, `findings` says so. */
export function featureProbeView(data: unknown, shape: FeatureProbeView['shape'], findings: Findings): FeatureProbeView {
  if (shape === 'toggle') {
    const toggle = read(toggleSchema, data, [], findings);
    return { shape, toggles: toggle === undefined ? [] : [{ path: [], toggle }], segments: [] };
  }
  const parts = read(z.looseObject({ toggles: z.looseObject({}), segments: z.looseObject({}).optional() }), data, [], findings);
  const toggles = Object.entries(parts?.toggles ?? {}).flatMap(([name, value]) => {
    const path = ['toggles', name];
    const toggle = read(toggleSchema, value, path, findings);
    return toggle === undefined ? [] : [{ path, toggle }];
  });
  const segments = Object.entries(parts?.segments ?? {}).flatMap(([name, value]) => {
    const path = ['segments', name];
    const segment = read(segmentSchema, value, path, findings);
    return segment === undefined ? [] : [{ name, path, segment }];
  });
  return { shape, toggles, segments };
}

function read<T>(schema: z.ZodType<T>, data: unknown, path: Path, findings: Findings): T | undefined {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const at = [...path, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
    if (issue.code === 'invalid_type' && valueAt(data, issue.path) === undefined) findings.add('required', at.slice(0, -1), { name: String(at.at(-1)) });
    else if (issue.code === 'invalid_type') findings.add('wrong-type', at, { expected: issue.expected });
    else findings.add('schema', at, { keyword: issue.code });
  }
  return undefined;
}

/** What stands at a path in plain data. */
const valueAt = (data: unknown, path: readonly PropertyKey[]): unknown => path.reduce<unknown>((part, step) => (part as Readonly<Record<PropertyKey, unknown>> | undefined)?.[step], data);
