/** Imports: what an export holds, or a file that somebody wrote like one. A bad record is told with its place; the others stand. */
import { fault, type Fault } from '../../fault';
import { fromBase64 } from '../../flags/binary';
import type { Place } from '../../flags/problem';
import { placesIn } from '../../flags/syntax/lines';
import type { Key } from '../../model/key';
import type { Span } from '../tree';
import { readDocument, type DocumentFormat, type Written, type WrittenDocument } from './document';
import { EXPORT_FORMAT, EXPORT_VERSION, holdings, type Exported, type Holding } from './export';

/** Something in a file that cannot be taken in. */
export interface ImportProblem {
  readonly place: Place;
  readonly fault: Fault;
}

export interface Import {
  readonly records: readonly Exported[];
  readonly problems: readonly ImportProblem[];
  /** The part of the tree that the file was made of. */
  readonly span: Span;
  /** What it holds of that part; `part` where it cannot be read to its end, `unsaid` where it does not say. */
  readonly holds: Holding | 'unsaid';
  /** Keys that stand in it with something that is no value. */
  readonly broken: readonly Key[];
}

type Tell = (offset: number, reason: Fault['reason'], params?: Readonly<Record<string, string | number>>) => void;

/** Reads a file of keys and values. Never throws. */
export function readImport(text: string, format: DocumentFormat): Import {
  const problems: ImportProblem[] = [];
  const placeOf = placesIn(text);
  const tell: Tell = (offset, reason, params = {}) => {
    const place = placeOf(offset, offset);
    problems.push({ place, fault: fault('invalid', reason, { ...params, line: place.line, column: place.column }) });
  };
  const document = readDocument(text, format);
  for (const { offset, error } of document.errors) tell(offset, 'import-syntax', { error });
  const file = envelopeOf(document, tell);
  if (!file) return { records: [], problems, span: { below: '' }, holds: 'part', broken: [] };
  const first = new Map<Key, number>();
  const records: Exported[] = [];
  const broken: Key[] = [];
  for (const { name, offset, value } of file.keys.pairs) {
    const earlier = first.get(name);
    if (earlier !== undefined) {
      tell(offset, 'import-twice', { key: name, first: placeOf(earlier, earlier).line });
      continue;
    }
    first.set(name, offset);
    const bytes = bytesOf(value);
    if (bytes === undefined) {
      tell(value.offset, 'import-value', { key: name });
      broken.push(name);
    } else records.push({ key: name, value: bytes });
  }
  return { records, problems, span: file.span, holds: document.errors.length > 0 ? 'part' : file.holds, broken };
}

type Map = Extract<Written, { kind: 'map' }>;

function envelopeOf({ root }: WrittenDocument, tell: Tell): { readonly keys: Map; readonly span: Span; readonly holds: Import['holds'] } | undefined {
  const at = (name: string): Written | undefined => (root?.kind === 'map' ? root.pairs.find((pair) => pair.name === name)?.value : undefined);
  const textAt = (name: string): string | undefined => {
    const value = at(name);
    return value?.kind === 'text' ? value.text : undefined;
  };
  const keys = at('keys');
  if (textAt('format') !== EXPORT_FORMAT || keys?.kind !== 'map') {
    tell(root?.offset ?? 0, 'import-envelope');
    return undefined;
  }
  const version = textAt('version') ?? '';
  if (version !== String(EXPORT_VERSION)) {
    tell(at('version')?.offset ?? 0, 'import-version', { version });
    return undefined;
  }
  const top = textAt('top');
  const holds = at('holds') === undefined ? 'unsaid' : (holdings.find((one) => one === textAt('holds')) ?? 'part');
  return { keys, span: { below: textAt('below') ?? '', ...(top !== undefined && { top }) }, holds };
}

const encoder = new TextEncoder();

/** Undefined where it is no value. Numbers and booleans are taken as they are written. */
function bytesOf(value: Written): Uint8Array | null | undefined {
  if (value.kind === 'null') return null;
  if (value.kind === 'text') return encoder.encode(value.text);
  const [only, ...others] = value.kind === 'map' ? value.pairs : [];
  if (only?.name !== 'base64' || others.length > 0 || only.value.kind !== 'text') return undefined;
  return fromBase64(only.value.text);
}
