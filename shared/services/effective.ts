/**
 * Effective configuration: the settings a service reads, which are its own and, where it has none of a name, those of all services. Where
 * they lie is a rule (model/config-place.ts).
 */
import { placeIn, type ConfigPlace, type FoundPlace } from '../model/config-place';
import type { Key } from '../model/key';
import { keyRules } from '../model/key-rules';

/** One setting as the service reads it. */
export interface EffectiveSetting<T> {
  /** The key below its folder. */
  readonly name: string;
  readonly from: 'service' | 'global';
  readonly setting: T;
  /** The global setting that the service's own one hides; null where there is none. */
  readonly hidden: T | null;
}

/** Where the settings of a service lie that a key belongs to: that of its folder or of anything in it. By the rules in force if no others are given. */
export function configPlaces(key: Key, separator = '/', places: readonly ConfigPlace[] = keyRules().configPlaces): FoundPlace | undefined {
  for (const place of places) {
    const found = placeIn(key, place, separator);
    if (found) return found;
  }
  return undefined;
}

/** Whether an entry is a setting. One without a value that has others below it only makes their folder: ZooKeeper has no folder without. */
export const isSetting = ({ size, children }: { readonly size: number | null; readonly children: number }): boolean => (size ?? 0) > 0 || children === 0;

/** What holds for a service, in the order of names. Both take names below their folder. */
export function effectiveConfig<T>(own: ReadonlyMap<string, T>, global: ReadonlyMap<string, T>): readonly EffectiveSetting<T>[] {
  const settings: EffectiveSetting<T>[] = [];
  for (const [name, setting] of own) settings.push({ name, from: 'service', setting, hidden: global.get(name) ?? null });
  for (const [name, setting] of global) if (!own.has(name)) settings.push({ name, from: 'global', setting, hidden: null });
  return settings.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
