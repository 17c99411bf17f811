/** Where services have their settings, as a person writes it: `config/services/<service>` beside `config/global`. */
import type { Key } from './key';

/** Stands for the name of a service. */
const SERVICE = '<service>';

/**
 * Two folders, written with `/` whatever separates the keys. One that begins with `/` lies at the beginning of the keys, another at any
 * depth; the global one then lies beside the services' one.
 */
export interface ConfigPlace {
  /** The folder of a service's own settings: `<service>` is one of its segments. */
  readonly services: string;
  /** The folder of the settings that hold for every service. */
  readonly global: string;
}

/** Why two texts are no place: a part of one is empty, `<service>` is not exactly one segment of the first, or stands in the second. */
export type PlaceProblem = 'empty' | 'service' | 'service-in-global';

const isAnchored = (written: string): boolean => written.startsWith('/');
const segmentsOf = (written: string): readonly string[] => (isAnchored(written) ? written.slice(1) : written).split('/');

/** What is wrong with a place; undefined where nothing is. */
export function placeProblem({ services, global }: ConfigPlace): PlaceProblem | undefined {
  if ([services, global].some((written) => segmentsOf(written).includes(''))) return 'empty';
  if (segmentsOf(services).filter((segment) => segment === SERVICE).length !== 1) return 'service';
  return global.includes(SERVICE) ? 'service-in-global' : undefined;
}

/** What a place comes to for one key. */
export interface FoundPlace {
  readonly service: string;
  readonly own: Key;
  readonly global: Key;
}

/** The folders of the service that a key belongs to, by this place; undefined where it belongs to none. */
export function placeIn(key: Key, { services, global }: ConfigPlace, separator: string): FoundPlace | undefined {
  const segments = key.split(separator);
  const wanted = segmentsOf(services);
  const top = segments[0] === '' ? 1 : 0;
  const last = isAnchored(services) ? top : segments.length - wanted.length;
  for (let at = isAnchored(services) ? top : 0; at <= last; at++) {
    const fits = wanted.every((segment, index) => (segment === SERVICE ? (segments[at + index] ?? '') !== '' : segments[at + index] === segment));
    if (!fits) continue;
    const above = segments.slice(0, isAnchored(global) ? top : at);
    return {
      service: segments[at + wanted.indexOf(SERVICE)] ?? '',
      own: segments.slice(0, at + wanted.length).join(separator),
      global: [...above, ...segmentsOf(global)].join(separator),
    };
  }
  return undefined;
}
