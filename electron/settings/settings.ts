/** What Flagscope remembers in its user-data-dir: sources, the window, and (encrypted by the system's keyring) passwords. */
import path from 'node:path';
import { z } from 'zod';
import type { Fault } from '../../shared/fault';
import { formatRuleSchema, MOST_FORMAT_RULES } from '../../shared/flags/format';
import { populationId } from '../../shared/model/rollout';
import { sourceDraftSchema, sourceIdSchema, sourceSchema } from '../../shared/model/source';
import { changeSetsFileSchema, type ChangeSetSettings } from './change-sets';
import { draftsFileSchema, type DraftSettings } from './drafts';
import { SettingsFile } from './file';
import { populationsFileSchema, type PopulationSettings } from './populations';
import { noPreferences, preferencesFileSchema, type PreferencesSettings } from './preferences';

/** Most sources in the list, beside the sandbox; a file with more would be kept aside as unreadable. */
export const MOST_SOURCES = 1000;
/** Most targets that are remembered though they are no longer in the list. */
export const MOST_RECENTS = 10;

/** Version 1 knew one root only. */
const sources1Schema = z
  .object({ version: z.literal(1), sources: z.array(z.looseObject({ root: z.string() })).max(MOST_SOURCES) })
  .transform(({ sources }) => ({ version: 2, sources: sources.map(({ root, ...source }) => ({ ...source, roots: [root] })) }));
/** Version 2 knew the list only; its sources had all been opened when they were added. */
const sources2Schema = z
  .object({ version: z.literal(2), sources: z.array(z.looseObject({ id: z.unknown() })) })
  .transform(({ sources }) => ({ version: 3, sources, connected: sources.map(({ id }) => id), recents: [] }));
const sources3Schema = z.object({
  version: z.literal(3),
  /** In the order of the list. */
  sources: z.array(sourceSchema).max(MOST_SOURCES),
  /** Those of them that have been live with what they name now. */
  connected: z.array(sourceIdSchema).max(MOST_SOURCES),
  /** What was connected to and is no longer in the list, the latest first. */
  recents: z.array(sourceDraftSchema).max(MOST_RECENTS),
});
const sourcesSchema = z.union([sources1Schema, z.unknown()]).pipe(z.union([sources2Schema, z.unknown()])).pipe(sources3Schema);
/** The sources a person added; the sandbox is not among them. */
export type SourcesSettings = z.infer<typeof sources3Schema>;

const boundsSchema = z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() });
const windowSchema = z.object({
  version: z.literal(1),
  theme: z.enum(['dark', 'light', 'system']),
  /** Absent until the user has chosen one: then the system's language counts. */
  language: z.enum(['en', 'zh-CN']).optional(),
  bounds: boundsSchema.optional(),
  maximized: z.boolean(),
  /** Rules for formats stood here before there were preferences. */
  formatRules: z.array(formatRuleSchema).max(MOST_FORMAT_RULES).readonly().optional(),
  /** The source on screen last. */
  activeSourceId: sourceIdSchema.optional(),
  /** Who was simulated last. */
  populationId: populationId.optional(),
});
/** The window as it was left. */
export type WindowState = z.infer<typeof windowSchema>;
export type Bounds = z.infer<typeof boundsSchema>;

const secretsFileSchema = z.object({
  version: z.literal(2),
  /** Version 1 had passwords only; each stays until its source gets new secrets. */
  passwords: z.record(sourceIdSchema, z.string()),
  secrets: z.record(sourceIdSchema, z.string()),
});
const secretsFileBeforeSchema = z
  .object({ version: z.literal(1), passwords: z.record(sourceIdSchema, z.string()) })
  .transform(({ passwords }) => ({ version: 2 as const, passwords, secrets: {} }));
/** Encrypted secrets by source, base64. */
export type SecretSettings = z.infer<typeof secretsFileSchema>;

export interface Settings {
  readonly sources: SettingsFile<SourcesSettings>;
  readonly window: SettingsFile<WindowState>;
  readonly secrets: SettingsFile<SecretSettings>;
  readonly drafts: SettingsFile<DraftSettings>;
  readonly preferences: SettingsFile<PreferencesSettings>;
  readonly changeSets: SettingsFile<ChangeSetSettings>;
  readonly populations: SettingsFile<PopulationSettings>;
}

const noSources: SourcesSettings = { version: 3, sources: [], connected: [], recents: [] };

/** Opens the settings of a user-data-dir; `report` hears of files that had to be kept aside. */
export function openSettings(directory: string, report: (fault: Fault) => void): Settings {
  const file = (name: string): string => path.join(directory, 'settings', name);
  const settings: Settings = {
    sources: new SettingsFile({ path: file('sources.json'), schema: sourcesSchema as z.ZodType<SourcesSettings>, defaults: noSources, report }),
    window: new SettingsFile<WindowState>({
      path: file('window.json'),
      schema: windowSchema as z.ZodType<WindowState>,
      defaults: { version: 1, theme: 'system', maximized: false },
      report,
    }),
    drafts: new SettingsFile<DraftSettings>({ path: file('drafts.json'), schema: draftsFileSchema as z.ZodType<DraftSettings>, defaults: { version: 1, drafts: [] }, report }),
    changeSets: new SettingsFile<ChangeSetSettings>({
      path: file('change-sets.json'),
      schema: changeSetsFileSchema as unknown as z.ZodType<ChangeSetSettings>,
      defaults: { version: 1, sets: [] },
      report,
    }),
    preferences: new SettingsFile<PreferencesSettings>({
      path: file('preferences.json'),
      schema: preferencesFileSchema as z.ZodType<PreferencesSettings>,
      defaults: noPreferences,
      report,
    }),
    populations: new SettingsFile<PopulationSettings>({ path: file('populations.json'), schema: populationsFileSchema, defaults: { version: 1, populations: [] }, report }),
    secrets: new SettingsFile<SecretSettings>({
      path: file('passwords.json'),
      schema: z.union([secretsFileBeforeSchema, secretsFileSchema]),
      defaults: { version: 2, passwords: {}, secrets: {} },
      report,
    }),
  };
  takeFormatRules(settings);
  return settings;
}

/** Rules for formats once stood with the window, and are taken over from there. */
function takeFormatRules({ window, preferences }: Settings): void {
  const { formatRules, ...state } = window.value;
  if (formatRules === undefined) return;
  if (preferences.value.formatRules.length === 0) preferences.set({ ...preferences.value, formatRules });
  window.set(state);
}
