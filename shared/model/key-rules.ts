/**
 * What a person says of keys: which are flags, which hold secrets, and where services have their settings. A process has one set of
 * these rules in force, put there by what it was told last: whoever judges a key goes by it without being handed it, so that nobody
 * masks by rules that are no longer true.
 */
import { z } from 'zod';
import { MOST_PATTERN_LENGTH, patternProblem } from './key-pattern';
import { placeProblem, type ConfigPlace } from './config-place';

/** Most patterns of one kind. */
export const MOST_PATTERNS = 200;
/** Most pairs of places of services' settings. */
export const MOST_PLACES = 20;

const patternsSchema = z
  .array(z.string().max(MOST_PATTERN_LENGTH).refine((pattern) => patternProblem(pattern) === undefined, 'it is no pattern'))
  .max(MOST_PATTERNS)
  .readonly();

const placeSchema = z
  .strictObject({ services: z.string().max(MOST_PATTERN_LENGTH), global: z.string().max(MOST_PATTERN_LENGTH) })
  .refine((place) => placeProblem(place) === undefined, 'it is no place of services');

/** Checks rules that came over IPC or from a file. */
export const keyRulesSchema = z.object({
  /** Patterns of keys whose entries are boolean flags, whatever their value (key-pattern.ts). */
  flagPatterns: patternsSchema,
  /** Patterns of keys that hold secrets, whatever their case. */
  secretPatterns: patternsSchema,
  /** Where services and all of them have their settings (config-place.ts); the first that fits a key counts. */
  configPlaces: z.array(placeSchema).max(MOST_PLACES).readonly(),
});
export interface KeyRules {
  readonly flagPatterns: readonly string[];
  readonly secretPatterns: readonly string[];
  readonly configPlaces: readonly ConfigPlace[];
}

/** Words in names of keys that hold secrets, by which {@link defaultKeyRules} go. */
export const defaultSecretWords: readonly string[] = ['password', 'passwd', 'passphrase', 'secret', 'token', 'credential', 'apikey', 'api_key', 'api-key', 'private_key', 'private-key', 'privatekey'];

/** The rules of somebody who has said nothing. */
export const defaultKeyRules: KeyRules = {
  flagPatterns: ['/feature_flags/*/*', '**/features/*'],
  // a word in the last segment, or in the name of a folder above it
  secretPatterns: defaultSecretWords.flatMap((word) => [`**/*${word}*`, `**/*${word}*/**`]),
  configPlaces: [{ services: 'config/services/<service>', global: 'config/global' }],
};

let inForce = defaultKeyRules;

/** The rules that are in force in this process. */
export const keyRules = (): KeyRules => inForce;

/** Puts other rules in force. What was judged before has to be judged anew by whoever shows or keeps it. */
export function setKeyRules({ flagPatterns, secretPatterns, configPlaces }: KeyRules): void {
  inForce = { flagPatterns, secretPatterns, configPlaces };
}
