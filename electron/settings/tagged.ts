/** Bytes and 64-bit numbers in JSON, which has no words for them. Nothing else may be called as the tags are. */
import { z } from 'zod';

const taggedSchema = z.union([z.strictObject({ $bytes: z.base64() }), z.strictObject({ $bigint: z.string().regex(/^\d{1,20}$/) })]);

/** A value as JSON holds it; {@link untagged} gives it back. */
export function tagged(value: unknown): unknown {
  if (typeof value === 'bigint') return { $bigint: String(value) };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, tagged(of)]));
}

/** The value that was tagged. What is no tag is left as it is, and for a schema to judge. */
export function untagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untagged);
  if (typeof value !== 'object' || value === null) return value;
  if ('$bytes' in value || '$bigint' in value) {
    const tag = taggedSchema.safeParse(value).data;
    if (tag) return '$bytes' in tag ? new Uint8Array(Buffer.from(tag.$bytes, 'base64')) : BigInt(tag.$bigint);
  }
  return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, untagged(of)]));
}
