/** Formats: what a value is said to be, by guess or by a rule for its key. */
import { z } from 'zod';
import type { Key } from '../model/key';
import { keyPattern } from '../model/key-pattern';

/** What one can say that a value is. `flagd` and `featureprobe` are written in JSON or YAML; one flag of theirs counts as well as a whole document. */
export const formats = ['boolean', 'number', 'text', 'json', 'yaml', 'flagd', 'featureprobe', 'gzip', 'binary'] as const;

/** Says which format the values of some keys have. Patterns are those of flags (patterns.ts). */
export const formatRuleSchema = z.strictObject({ pattern: z.string().min(1).max(1024), format: z.enum(formats) });

/** The most rules that are kept. */
export const MOST_FORMAT_RULES = 200;

export type Format = (typeof formats)[number];
export type FormatRule = z.infer<typeof formatRuleSchema>;

/** The rule that a key falls under: the first that matches. */
export const ruleFor = (key: Key, rules: readonly FormatRule[], separator = '/'): FormatRule | undefined => rules.find(({ pattern }) => keyPattern(pattern, separator).test(key));
