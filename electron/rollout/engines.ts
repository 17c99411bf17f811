/** The engines of a thread. Reading a document may take a second: what stands on several sides, and was asked about before, is read once. */
import { readValue } from '../../shared/flags/value';
import { setKeyRules } from '../../shared/model/key-rules';
import { engineAsRead } from '../../shared/rollout/as-read';
import type { Engine } from '../../shared/rollout/engine';
import { makeEngine } from '../../shared/rollout/make-engine';
import { noEngine } from '../../shared/rollout/nothing';
import type { Side } from '../../shared/rollout/simulation';
import type { SideSource, UnreadSource } from './messages';

type Source = SideSource | UnreadSource;

interface Made {
  readonly document: Uint8Array;
  /** How it was read. */
  readonly as: string;
  readonly engine: Engine;
}

export class Engines {
  /** Those of the last question. */
  #made: readonly Made[] = [];

  /** The sides of a question. Those of the same document, read in the same way, have the same engine. */
  sidesOf(sources: readonly Source[]): readonly Side[] {
    const made: Made[] = [];
    const sides = sources.map((source) => {
      const as = howRead(source);
      const isSame = (each: Made): boolean => each.as === as && (each.document === source.document || Buffer.compare(each.document, source.document) === 0);
      let found = made.find(isSame);
      if (found === undefined) made.push((found = this.#made.find(isSame) ?? { document: source.document, as, engine: engineOf(source) }));
      return { engine: found.engine, flag: flagOf(source, found.engine) };
    });
    this.#made = made;
    return sides;
  }
}

/** All that an engine depends on besides the bytes. */
const howRead = (source: Source): string =>
  JSON.stringify('profile' in source ? [source.profile.name, source.profile.hash, source.flag] : [source.key, source.separator, source.formatRules, source.keyRules]);

function engineOf(source: Source): Engine {
  if ('profile' in source) return makeEngine(source.document, source.profile, source.flag);
  const { document, key, separator, formatRules, keyRules } = source;
  setKeyRules(keyRules);
  return engineAsRead(readValue(key, document, { rules: formatRules, separator }), key.split(separator).at(-1) ?? key) ?? noEngine({ name: 'plain' }, []);
}

function flagOf(source: Source, engine: Engine): string {
  if ('profile' in source) return source.flag;
  return source.flag ?? (engine.flags.length === 1 ? (engine.flags[0] as string) : '');
}
