/**
 * Values read in full: what they are, what they hold, and what is wrong with them and where. Reading never throws, whatever the bytes, and takes
 * a time that grows with their number. Rows of the tree are judged by `decode`, which is cheaper.
 */
import type { Key } from '../model/key';
import { checkFeatureProbe } from './featureprobe/checks';
import { featureProbeShape, featureProbeView, type FeatureProbeView } from './featureprobe/view';
import { checkFlagd } from './flagd/checks';
import { flagdShape, flagdView, type FlagdView } from './flagd/view';
import { decode, isNumber, looksOn } from './flag';
import { ruleFor, type Format, type FormatRule } from './format';
import { isGzip, looksLikeJson, looksLikeYaml } from './guess';
import { inflated, INFLATED_LIMIT } from './gzip';
import { Findings, limited, problem, type Problem } from './problem';
import { readJson } from './syntax/json';
import { placesIn } from './syntax/lines';
import { nodeAt, plain, type ReadStructure, type Structure } from './syntax/node';
import { inexactly } from './syntax/number';
import { readYaml } from './syntax/yaml';

interface Common {
  /** As they are stored. */
  readonly bytes: Uint8Array | null;
  /** The value as one edits it, null where it is no text. Of a gzip, what it holds. A byte order mark is a character of it. */
  readonly text: string | null;
  readonly problems: readonly Problem[];
}

/** A value and what it holds. `none` is null or empty; a format that a rule asks for shows as such only where the bytes are that. */
export type Value = Common &
  (
    | { readonly kind: 'none' | 'text' | 'binary' }
    | { readonly kind: 'boolean'; readonly on: boolean }
    | { readonly kind: 'number'; readonly spelling: string }
    | { readonly kind: 'json' | 'yaml'; readonly structure: Structure }
    | { readonly kind: 'flagd'; readonly structure: Structure; readonly view: FlagdView }
    | { readonly kind: 'featureprobe'; readonly structure: Structure; readonly view: FeatureProbeView }
    | { readonly kind: 'gzip'; readonly inner: Value | null }
  );

/** How many layers of gzip are taken off. */
const LAYERS = 3;

/** Formats that mean the stored bytes themselves; any other may stand inside a gzip. */
const ofTheBytes: ReadonlySet<Format | undefined> = new Set<Format>(['boolean', 'number', 'text', 'binary']);

/** Reads a whole value. A rule for its key says what it should be; without one it is guessed. */
export function readValue(key: Key, bytes: Uint8Array | null, { rules = [], separator = '/' }: { rules?: readonly FormatRule[]; separator?: string } = {}): Value {
  return read({ key, bytes, separator, format: ruleFor(key, rules, separator)?.format, layer: 0 });
}

interface Reading {
  readonly key: Key;
  readonly bytes: Uint8Array | null;
  readonly separator: string;
  readonly format: Format | undefined;
  readonly layer: number;
}

function read(reading: Reading): Value {
  const { key, bytes, separator, format, layer } = reading;
  const judged = decode(key, bytes, true, separator);
  const { text } = judged;
  const common = { bytes, text, problems: [] };
  if (format === 'boolean' || (format === undefined && judged.kind === 'boolean')) return booleanOf(common);
  if (bytes === null || bytes.length === 0) return { ...common, kind: 'none' };
  if (isGzip(bytes) && !ofTheBytes.has(format) && layer < LAYERS) return gzipOf(bytes, reading);
  if (format === 'binary') return { ...common, kind: 'binary', text: null };
  if (format === 'gzip') return { ...common, kind: text === null ? 'binary' : 'text', problems: [problem('not-gzip')] };
  if (text === null) return { ...common, kind: 'binary', problems: format === undefined ? [] : [problem('not-text')] };
  return textOf({ ...common, text }, reading, judged.kind === 'json');
}

type Text = Common & { readonly text: string };

const whole = (text: string) => placesIn(text)(0, text.length);

function booleanOf(common: Common): Value {
  const { text } = common;
  const problems = text !== null && looksOn(text) ? [problem('looks-on', { place: whole(text), params: { text } })] : [];
  return { ...common, kind: 'boolean', on: text === 'true', problems };
}

function gzipOf(bytes: Uint8Array, reading: Reading): Value {
  const found = inflated(bytes);
  if (typeof found === 'string') return { kind: 'gzip', bytes, text: null, inner: null, problems: [problem(found, { params: { limit: INFLATED_LIMIT / 1024 / 1024 } })] };
  // its key has been looked at: a gzip under a flag's key is a flag that is off
  const format = reading.format === 'gzip' ? undefined : reading.format;
  const inner = read({ ...reading, key: '', bytes: found, format, layer: reading.layer + 1 });
  return { kind: 'gzip', bytes, text: inner.text, inner, problems: inner.problems };
}

function textOf(common: Text, { key, format }: Reading, isJson: boolean): Value {
  switch (format) {
    case 'text':
      return { ...common, kind: 'text' };
    case 'number':
      return numberOf(common);
    case 'json':
      return structureOf(common, readJson(common.text));
    case 'yaml':
      return structureOf(common, readYaml(common.text));
    case 'flagd':
    case 'featureprobe': {
      const found = isJson || /^\uFEFF?\s*[[{]/.test(common.text) ? readJson(common.text) : readYaml(common.text);
      return found.structure === null ? structureOf(common, found) : flagsOf(common, found.structure, found.problems, format) ?? structureOf(common, found);
    }
    default:
      return guessed(common, key, isJson);
  }
}

function numberOf(common: Text): Value {
  const { text } = common;
  const spelling = text.trim();
  if (!isNumber(spelling)) return { ...common, kind: 'text', problems: [problem('not-a-number', { place: whole(text), params: { text: text.slice(0, 40) } })] };
  const place = whole(text);
  const read = inexactly(spelling);
  const problems = [
    ...(spelling === text ? [] : [problem('surrounding-space', { place })]),
    ...(read === undefined ? [] : [problem('number-inexact', { place, params: { read } })]),
  ];
  return { ...common, kind: 'number', spelling, problems };
}

function guessed(common: Text, key: Key, isJson: boolean): Value {
  const { text } = common;
  if (isNumber(text)) return numberOf(common);
  if (isJson || /\.json$/i.test(key) || looksLikeJson(text)) return flagsOrStructure(common, readJson(text));
  if (looksLikeYaml(key, text)) {
    const found = readYaml(text);
    const sure = /\.ya?ml$/i.test(key);
    if (sure || (found.structure !== null && !found.structure.broken && found.structure.root.type !== 'scalar')) return flagsOrStructure(common, found);
  }
  return { ...common, kind: 'text' };
}

function flagsOrStructure(common: Text, found: ReadStructure): Value {
  const { structure } = found;
  if (structure !== null) {
    const data = plain(structure.root);
    const format = flagdShape(data) !== undefined ? 'flagd' : featureProbeShape(data) !== undefined ? 'featureprobe' : undefined;
    if (format !== undefined) return flagsOf(common, structure, found.problems, format) ?? structureOf(common, found);
  }
  return structureOf(common, found);
}

const structureOf = (common: Text, { structure, problems }: ReadStructure): Value =>
  structure === null ? { ...common, kind: 'text', problems: limited(problems) } : { ...common, kind: structure.syntax, structure, problems: limited(problems) };

/** The value as flags; undefined where it holds no object, so that there is nothing to look at. */
function flagsOf(common: Text, structure: Structure, syntax: readonly Problem[], format: 'flagd' | 'featureprobe'): Value | undefined {
  if (structure.root.type !== 'object') return { ...common, kind: structure.syntax, structure, problems: limited([...syntax, problem('wrong-type', { path: [], params: { expected: 'object' } })]) };
  const data = plain(structure.root);
  if (format === 'flagd') {
    const shape = flagdShape(data) ?? (structure.root.members.has('flags') ? 'document' : 'flag');
    return { ...common, kind: 'flagd', structure, view: flagdView(data, shape), problems: placed(syntax, checkFlagd(data, shape), structure) };
  }
  const findings = new Findings();
  const shape = featureProbeShape(data) ?? (structure.root.members.has('toggles') ? 'repository' : 'toggle');
  const view = featureProbeView(data, shape, findings);
  checkFeatureProbe(view, findings);
  return { ...common, kind: 'featureprobe', structure, view, problems: placed(syntax, findings, structure) };
}

/** Problems of the syntax and findings in what it holds, with the places where these stand. */
function placed(syntax: readonly Problem[], findings: Findings, { root, text }: Structure): readonly Problem[] {
  const place = placesIn(text);
  const found = findings.all.map(({ code, path, params }) => {
    const node = nodeAt(root, path);
    return problem(code, { path, params, place: node === undefined ? null : place(node.start, node.end) });
  });
  return limited([...syntax, ...found]);
}
