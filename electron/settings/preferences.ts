/** The preferences as main keeps them: the one place where they stand. Whoever depends on them is told, in the order of the listeners. */
import { z } from 'zod';
import { setKeyRules } from '../../shared/model/key-rules';
import { defaultPreferences, preferencesSchema, type Preferences, type PreferencesChange } from '../../shared/model/preferences';
import type { SettingsFile } from './file';

export const preferencesFileSchema = preferencesSchema.extend({ version: z.literal(1) });
/** Preferences in their file. */
export type PreferencesSettings = Preferences & { readonly version: 1 };

export const noPreferences: PreferencesSettings = { version: 1, ...defaultPreferences };

export class PreferenceBook {
  readonly #file: SettingsFile<PreferencesSettings>;
  readonly #listeners: (() => void)[] = [];

  /** Puts the rules in force that the file holds. */
  constructor(file: SettingsFile<PreferencesSettings>) {
    this.#file = file;
    setKeyRules(file.value);
  }

  get value(): Preferences {
    const { version: _, ...preferences } = this.#file.value;
    return preferences;
  }

  /** Keeps what is given; the rest stays. */
  change(change: PreferencesChange): void {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    this.#file.set({ ...this.#file.value, ...given });
    setKeyRules(this.#file.value);
    for (const listener of this.#listeners) listener();
  }

  /** `changed` is called after each change, when the new rules are in force. */
  listen(changed: () => void): void {
    this.#listeners.push(changed);
  }
}
