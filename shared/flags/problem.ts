/** Problems: what is wrong with a value, where, and how badly. The window words them from the catalog `values` (shared/text). */
import type { problemWords } from '../text/en/values';

/** Names a sentence of the catalog. */
export type ProblemCode = keyof typeof problemWords;

/** `error`: readers fail or serve something else; `warning`: probably not what was meant; `info`: worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** Where something stands in a text: UTF-16 offset and length, line and column counted from 1. */
export interface Place {
  readonly offset: number;
  readonly length: number;
  readonly line: number;
  readonly column: number;
}

/** Names of members and indices of items, from the root down. */
export type Path = readonly (string | number)[];

/** Fills the places of a problem's sentence. */
export type ProblemParams = Readonly<Record<string, string | number>>;

/** What is wrong. It has a path where the value has a structure, and a place where the value is text. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly path: Path | null;
  readonly place: Place | null;
  readonly params: ProblemParams;
}

/** A problem before its place in the text is looked up. */
export interface Finding {
  readonly code: ProblemCode;
  readonly path: Path;
  readonly params: ProblemParams;
}

/** The most problems that are kept of one value. */
export const PROBLEM_LIMIT = 200;

const warnings: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'looks-on',
  'surrounding-space',
  'number-inexact',
  'byte-order-mark',
  'duplicate-key',
  'many-documents',
  'operators-many',
  'never-matches',
  'always-matches',
  'condition-repeated',
  'list-empty',
  'contradiction',
  'weights-zero',
  'distribution-gap',
  'targeting-key-missing',
  'bucket-by-missing',
  'attribute-not-text',
  'user-key-missing',
  'prerequisite-unserved',
  'prerequisite-unmet',
  'regex-invalid',
]);
const notes: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['not-checked', 'more-problems', 'default-variant-absent']);

/** A problem of the severity that its code has. */
export function problem(code: ProblemCode, more: { path?: Path | null; place?: Place | null; params?: ProblemParams } = {}): Problem {
  const severity = notes.has(code) ? 'info' : warnings.has(code) ? 'warning' : 'error';
  return { code, severity, path: more.path ?? null, place: more.place ?? null, params: more.params ?? {} };
}

/** No more problems than one can look at; a last one says where some are left out. */
export function limited(problems: readonly Problem[]): readonly Problem[] {
  return problems.length > PROBLEM_LIMIT ? [...problems.slice(0, PROBLEM_LIMIT), problem('more-problems')] : problems;
}

/** Gathers findings. Once there are more than will be kept, `full` lets a check end: a value may be nothing but faults. */
export class Findings {
  readonly all: Finding[] = [];

  add(code: ProblemCode, path: Path, params: ProblemParams = {}): void {
    if (!this.full) this.all.push({ code, path, params });
  }

  get full(): boolean {
    return this.all.length > PROBLEM_LIMIT;
  }
}
