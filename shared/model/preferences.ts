/** Preferences: what a person has set for all sources, beside how the window looks. Main keeps them and tells the window. */
import { z } from 'zod';
import { formatRuleSchema, MOST_FORMAT_RULES } from '../flags/format';
import { defaultKeyRules, keyRulesSchema } from './key-rules';
import { sourceIdSchema } from './source';

/** Longest prefix that records are written below, in characters. */
export const MOST_PREFIX_LENGTH = 1024;

/** What keys of records begin with where nothing else is said. */
export const DEFAULT_AUDIT_PREFIX = '/flagscope/audit/';

const auditBesideSchema = z.strictObject({
  sourceId: sourceIdSchema,
  /** What keys of the records begin with, taken literally. */
  prefix: z.string().min(1).max(MOST_PREFIX_LENGTH),
});
/** A source into which a record of each write is written as well. */
export type AuditBeside = Readonly<z.infer<typeof auditBesideSchema>>;

/** Checks preferences that came over IPC or from a file. */
export const preferencesSchema = z.object({
  ...keyRulesSchema.shape,
  /** Which formats values are said to have; of several for a key the first counts. */
  formatRules: z.array(formatRuleSchema).max(MOST_FORMAT_RULES).readonly(),
  auditBeside: z.array(auditBesideSchema).max(1001).readonly(),
});
export type Preferences = Readonly<z.infer<typeof preferencesSchema>>;

/** Preferences that are to be others; the rest stays. */
export const preferencesChangeSchema = preferencesSchema.partial();
export type PreferencesChange = { readonly [K in keyof Preferences]?: Preferences[K] | undefined };

/** The preferences of somebody who has set none. */
export const defaultPreferences: Preferences = {
  ...defaultKeyRules,
  formatRules: [],
  auditBeside: [],
};
