/** Users made from a seed. */
import { fractionAt, streamOf, wordAt } from './random';
import type { Distribution, SyntheticSpec } from './spec';
import type { Attribute, Population, User } from './user';

/**
 * The users of a spec that its schema has passed. Nothing is kept of them: each is made when it is asked for, with those of its attributes that
 * are wanted; all of them if that is not said.
 */
export function synthetic(spec: SyntheticSpec, wanted?: ReadonlySet<string>): Population {
  const keyOf = keys(spec);
  const made = spec.attributes.filter(({ name }) => wanted?.has(name) ?? true);
  const makers = made.map(({ name, distribution, missing }) => ({
    name,
    // a name such as __proto__ is a name like any other
    inherited: name in {},
    missing,
    absence: streamOf(`${spec.seed}\u0000missing\u0000${name}`),
    make: maker(distribution, streamOf(`${spec.seed}\u0000value\u0000${name}`)),
  }));
  return {
    size: spec.size,
    attributes: made.map(({ name }) => name),
    at(index) {
      if (!Number.isInteger(index) || index < 0 || index >= spec.size) throw new RangeError(`no user ${index} among ${spec.size}`);
      const key = keyOf(index);
      const attributes: Record<string, Attribute> = {};
      for (const { name, inherited, missing, absence, make } of makers) {
        if (missing > 0 && fractionAt(absence, index) < missing) continue;
        if (inherited) Object.defineProperty(attributes, name, { value: make(index, key), enumerable: true, configurable: true, writable: true });
        else attributes[name] = make(index, key);
      }
      return { key, attributes } satisfies User;
    },
  };
}

type Maker = (index: number, key: string) => string | number | boolean;

function keys({ key, seed }: SyntheticSpec): (index: number) => string {
  const high = streamOf(`${seed}\u0000key`);
  const low = streamOf(`${seed}\u0000key, second half`);
  const hex = (word: number): string => word.toString(16).padStart(8, '0');
  const makers = key.split(/(\{n\}|\{id\})/).map((part): ((index: number) => string) => {
    if (part === '{n}') return (index) => String(index + 1);
    return part === '{id}' ? (index) => hex(wordAt(high, index)) + hex(wordAt(low, index)) : () => part;
  });
  return (index) => {
    let made = '';
    for (const make of makers) made += make(index);
    return made;
  };
}

function maker(distribution: Distribution, stream: number): Maker {
  switch (distribution.kind) {
    case 'choice':
      return chooser(distribution.choices, stream);
    case 'email': {
      const domain = chooser(distribution.domains, stream);
      return (index, key) => `${key}@${domain(index, key)}`;
    }
    case 'uniform': {
      const { min, max, whole } = distribution;
      if (!whole) return (index) => min + fractionAt(stream, index) * (max - min);
      const [low, high] = [Math.ceil(min), Math.floor(max)];
      return (index) => Math.min(low + Math.floor(fractionAt(stream, index) * (high - low + 1)), Math.max(low, high));
    }
    case 'normal': {
      const { min, max, mean, deviation, whole } = distribution;
      return (index) => {
        const value = Math.min(Math.max(mean + deviation * bell(stream, index), min), max);
        return whole ? Math.round(value) : value;
      };
    }
    default:
      return distribution satisfies never;
  }
}

function chooser<V extends string | number | boolean>(choices: readonly { readonly value: V; readonly weight: number }[], stream: number): (index: number, key: string) => V {
  const total = choices.reduce((sum, { weight }) => sum + weight, 0);
  const ends: number[] = [];
  let sum = 0;
  for (const { weight } of choices) ends.push((sum += weight) / total);
  // sums of fractions may end below 1: what is drawn above them is the last value that has a weight
  const last = choices.findLastIndex(({ weight }) => weight > 0);
  return (index) => {
    const drawn = fractionAt(stream, index);
    let at = 0;
    while (at < ends.length && drawn >= (ends[at] as number)) at++;
    return (choices[at === ends.length ? last : at] as { readonly value: V }).value;
  };
}

/** Normally distributed around 0 with a deviation of 1. Box and Muller's transform. */
function bell(stream: number, index: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - fractionAt(stream, index)));
  return radius * Math.cos(2 * Math.PI * fractionAt(stream ^ 0x2545f491, index));
}
