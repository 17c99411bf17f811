/** flagd files: flags of a subtree as one document, and its flags as keys again. */
import { decode } from '../../flags/flag';
import { fault } from '../../fault';
import type { Key } from '../../model/key';
import { keyAt } from '../compare';
import { placesIn } from '../../flags/syntax/lines';
import type { Span } from '../tree';
import { readDocument } from './document';
import type { Exported } from './export';
import type { Import, ImportProblem } from './import';

/** A flagd document, and the keys that hold neither a boolean nor a flagd definition. */
export interface FlagdExport {
  readonly text: string;
  readonly skipped: readonly Key[];
}

/** The flags among these entries, each called by what follows the span's prefix in its key. */
export function exportFlagd(entries: Iterable<Exported>, span: Span, separator = '/'): FlagdExport {
  const flags: string[] = [];
  const skipped: Key[] = [];
  for (const { key, value } of entries) {
    const definition = key.startsWith(span.below) ? definitionOf(key, value, separator) : undefined;
    if (definition === undefined) skipped.push(key);
    else flags.push(`\n    ${JSON.stringify(key.slice(span.below.length))}: ${definition}`);
  }
  return { text: `{\n  "$schema": "https://flagd.dev/schema/v0/flags.json",\n  "flags": {${flags.join()}${flags.length > 0 ? '\n  ' : ''}}\n}\n`, skipped };
}

/** A flagd file as records of this span: each flag's definition as it is written. */
export function readFlagd(text: string, span: Span): Import {
  const problems: ImportProblem[] = [];
  const records: Exported[] = [];
  const placeOf = placesIn(text);
  const { root, errors } = readDocument(text, 'json');
  const tell = (offset: number, reason: 'import-syntax' | 'import-no-flags' | 'import-twice' | 'import-flag', params: Record<string, string | number> = {}): void => {
    const place = placeOf(offset, offset);
    problems.push({ place, fault: fault('invalid', reason, { ...params, line: place.line, column: place.column }) });
  };
  for (const { offset, error } of errors) tell(offset, 'import-syntax', { error });
  const flags = root?.kind === 'map' ? root.pairs.find(({ name }) => name === 'flags')?.value : undefined;
  if (flags?.kind !== 'map') tell(0, 'import-no-flags');
  const first = new Map<string, number>();
  for (const { name, offset, value } of flags?.kind === 'map' ? flags.pairs : []) {
    const earlier = first.get(name);
    const key = keyAt(span, `/${name}`) ?? name;
    if (earlier !== undefined) tell(offset, 'import-twice', { key: name, first: placeOf(earlier, earlier).line });
    else if (value.kind !== 'map') tell(value.offset, 'import-flag', { key: name });
    else records.push({ key, value: new TextEncoder().encode(value.source) });
    first.set(name, earlier ?? offset);
  }
  // keys that are no flags have no place in such a file
  return { records, problems, span, holds: 'part', broken: [] };
}

function definitionOf(key: Key, value: Uint8Array | null, separator: string): string | undefined {
  const decoded = decode(key, value, true, separator);
  // a definition under a key that a pattern takes for a boolean flag is still a definition
  const root = decoded.text === null ? undefined : readDocument(decoded.text, 'json');
  if (root?.errors.length === 0 && root.root?.kind === 'map') {
    const names = new Set(root.root.pairs.map(({ name }) => name));
    return names.has('state') && names.has('variants') ? root.root.source : undefined;
  }
  if (decoded.kind !== 'boolean') return undefined;
  return JSON.stringify({ state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: decoded.on ? 'on' : 'off' });
}
