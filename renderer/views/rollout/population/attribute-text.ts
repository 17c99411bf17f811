/** Attributes of a synthetic population as somebody types them: a name, a kind, and a line that says how values are spread. */
import type { AttributeSpec, Distribution } from '../../../../shared/rollout/population/spec';

export const kinds = ['choice', 'email', 'uniform', 'normal'] as const;
export type Kind = (typeof kinds)[number];

/** One attribute as it is typed. */
export interface TypedAttribute {
  readonly name: string;
  readonly kind: Kind;
  /** `free 70, pro 25` for choices and domains; `18 .. 95` for bounds; `38 ± 14, 16 .. 95` for a bell. */
  readonly spread: string;
  /** Percent of users who do not have it. */
  readonly missing: string;
}

const number = '-?\\d+(?:\\.\\d+)?';
const bounds = new RegExp(`^\\s*(${number})\\s*\\.\\.\\s*(${number})\\s*$`);
const bell = new RegExp(`^\\s*(${number})\\s*(?:±|\\+-|\\+/-)\\s*(${number})\\s*,\\s*(${number})\\s*\\.\\.\\s*(${number})\\s*$`);

/** What is typed as a spec; null where it cannot be read. */
export function readAttribute(typed: TypedAttribute): AttributeSpec | null {
  const distribution = readSpread(typed.kind, typed.spread);
  return distribution === null || wrongFields(typed).length > 0 ? null : { name: typed.name.trim(), missing: shareOf(typed), distribution };
}

/** Which fields of an attribute cannot be read as they are; those that are empty and may not be are among them. */
export function wrongFields(typed: TypedAttribute): readonly ('name' | 'spread' | 'missing')[] {
  const share = shareOf(typed);
  return [
    ...(typed.name.trim() === '' ? ['name' as const] : []),
    ...(readSpread(typed.kind, typed.spread) === null ? ['spread' as const] : []),
    ...(share >= 0 && share <= 1 ? [] : ['missing' as const]),
  ];
}

const shareOf = ({ missing }: TypedAttribute): number => (missing.trim() === '' ? 0 : Number(missing) / 100);

/** A spec as it would be typed. */
export function writeAttribute({ name, missing, distribution }: AttributeSpec): TypedAttribute {
  return { name, kind: distribution.kind, spread: writeSpread(distribution), missing: missing === 0 ? '' : String(Number((missing * 100).toFixed(4))) };
}

function readSpread(kind: Kind, spread: string): Distribution | null {
  if (kind === 'choice' || kind === 'email') {
    const choices = spread.split(',').map(readChoice);
    if (choices.some((choice) => choice === null) || !choices.some((choice) => (choice?.weight ?? 0) > 0)) return null;
    const found = choices.filter((choice) => choice !== null);
    return kind === 'choice' ? { kind, choices: found } : { kind, domains: found.map(({ value, weight }) => ({ value: String(value), weight })) };
  }
  const matched = (kind === 'uniform' ? bounds : bell).exec(spread);
  if (matched === null) return null;
  const numbers = matched.slice(1).map(Number);
  const whole = !spread.replaceAll('..', ' ').includes('.');
  const [min = 0, max = 0] = numbers.slice(-2);
  if (min > max) return null;
  return kind === 'uniform' ? { kind, min, max, whole } : { kind, mean: numbers[0] ?? 0, deviation: numbers[1] ?? 0, min, max, whole };
}

/** A value, with its weight behind a space; a value with spaces, or that is to stay a text, stands in quotes. */
function readChoice(text: string): { value: string | number | boolean; weight: number } | null {
  const matched = /^\s*(?:"([^"]*)"|(\S+))(?:\s+(\d+(?:\.\d+)?))?\s*$/.exec(text);
  if (matched === null) return null;
  const [, quoted, bare = '', weight] = matched;
  return { value: quoted ?? scalar(bare), weight: weight === undefined ? 1 : Number(weight) };
}

function scalar(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && Number.isFinite(Number(text)) && String(Number(text)) === text ? Number(text) : text;
}

function writeSpread(distribution: Distribution): string {
  switch (distribution.kind) {
    case 'choice':
      return distribution.choices.map(({ value, weight }) => `${writeValue(value)} ${weight}`).join(', ');
    case 'email':
      return distribution.domains.map(({ value, weight }) => `${value} ${weight}`).join(', ');
    case 'uniform':
      return `${decimal(distribution.min, distribution.whole)} .. ${decimal(distribution.max, distribution.whole)}`;
    case 'normal':
      return `${distribution.mean} ± ${distribution.deviation}, ${decimal(distribution.min, distribution.whole)} .. ${decimal(distribution.max, distribution.whole)}`;
    default:
      return distribution satisfies never;
  }
}

const writeValue = (value: string | number | boolean): string => (typeof value === 'string' && (/[\s,]/.test(value) || scalar(value) !== value || value === '') ? `"${value}"` : String(value));

/** A bound that is not whole keeps its point. */
const decimal = (value: number, whole: boolean): string => (whole || !Number.isInteger(value) ? String(value) : value.toFixed(1));
