/**
 * Effective configuration: the settings a service reads, which are its own and, where it has none of a name, those of all services. They lie in
 * `config/services/<service>` and `config/global`, beside each other and at any depth.
 */
import type { Key } from '../model/key';

/** Where a service's settings lie. */
export interface ConfigPlaces {
  readonly service: string;
  /** The folder of its own settings, without a separator at its end. */
  readonly own: Key;
  /** The folder of those that hold for every service. */
  readonly global: Key;
}

/** One setting as the service reads it. */
export interface EffectiveSetting<T> {
  /** The key below its folder. */
  readonly name: string;
  readonly from: 'service' | 'global';
  readonly setting: T;
  /** The global setting that the service's own one hides; null where there is none. */
  readonly hidden: T | null;
}

/** The places of the service that a key belongs to: that of its folder or of anything in it. */
export function configPlaces(key: Key, separator = '/'): ConfigPlaces | undefined {
  const segments = key.split(separator);
  const at = segments.findIndex((segment, index) => segment === 'config' && segments[index + 1] === 'services' && (segments[index + 2] ?? '') !== '');
  const service = segments[at + 2];
  if (at < 0 || service === undefined) return undefined;
  return { service, own: segments.slice(0, at + 3).join(separator), global: [...segments.slice(0, at + 1), 'global'].join(separator) };
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
