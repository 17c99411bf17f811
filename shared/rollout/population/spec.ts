/** What a synthetic population is made of. Saved as JSON, so the schema is also what a file of populations is read by. */
import { z } from 'zod';

/** The most users a population may have. */
export const MAX_USERS = 10_000_000;

const MAX_ATTRIBUTES = 64;
const MAX_CHOICES = 1000;

const name = z.string().min(1).max(200);
const scalar = z.union([z.string().max(1000), z.number(), z.boolean()]);

const weight = z.number().nonnegative();
const someWeight = (choices: readonly { readonly weight: number }[]): boolean => choices.some((choice) => choice.weight > 0);
const NO_WEIGHT = 'at least one weight must be above 0';

const bounded = { min: z.number(), max: z.number() };
const inOrder = ({ min, max }: { readonly min: number; readonly max: number }): boolean => min <= max;

const distribution = z.discriminatedUnion('kind', [
  /** One of some values, each as often as its weight says among all weights. */
  z.object({ kind: z.literal('choice'), choices: z.array(z.object({ value: scalar, weight })).min(1).max(MAX_CHOICES).refine(someWeight, NO_WEIGHT) }),
  /** An address: the user's key at one of some domains. */
  z.object({ kind: z.literal('email'), domains: z.array(z.object({ value: z.string().min(1).max(253), weight })).min(1).max(MAX_CHOICES).refine(someWeight, NO_WEIGHT) }),
  /** A number, every one between the bounds as likely; whole ones with both bounds included. */
  z.object({ kind: z.literal('uniform'), ...bounded, whole: z.boolean() }).refine(inOrder, 'the lowest is above the highest'),
  /** A number around a mean, as the bell curve spreads it, brought within the bounds. */
  z
    .object({ kind: z.literal('normal'), ...bounded, mean: z.number(), deviation: z.number().nonnegative(), whole: z.boolean() })
    .refine(inOrder, 'the lowest is above the highest'),
]);

const attribute = z.object({
  name,
  distribution,
  /** The share of users, 0 to 1, who do not have it. */
  missing: z.number().min(0).max(1),
});

/** A population that is made from a seed: the same spec is the same users, on every machine. */
export const syntheticSpec = z.object({
  seed: z.string().max(200),
  size: z.number().int().min(1).max(MAX_USERS),
  /** What keys are like: `{n}` is the user's number from 1, `{id}` sixteen hexadecimal digits of chance. One of them must stand in it. */
  key: z
    .string()
    .max(200)
    .refine((pattern) => pattern.includes('{n}') || pattern.includes('{id}'), 'a pattern of keys needs {n} or {id}, or all users would be one'),
  attributes: z
    .array(attribute)
    .max(MAX_ATTRIBUTES)
    .refine((all) => new Set(all.map((one) => one.name)).size === all.length, 'two attributes have the same name'),
});

/** How the values of an attribute are spread over users. */
export type Distribution = z.infer<typeof distribution>;
export type AttributeSpec = z.infer<typeof attribute>;
export type SyntheticSpec = z.infer<typeof syntheticSpec>;
