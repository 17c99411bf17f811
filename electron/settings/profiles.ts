/** Exported sources: a JSON file with a version, never with a secret. What is read from one is checked source by source. */
import { z } from 'zod';
import { failed, fault, ok, type Fault, type Result } from '../../shared/fault';
import { MOST_SERVERS, sourceDraftSchema, type SourceDraft } from '../../shared/model/source';
import { checkSource } from '../../shared/model/source-check';
import { MOST_SOURCES } from './settings';

const VERSION = 1;
const KIND = 'sources';
const SECRET_NAME = /^(?:pass(?:word|phrase|wd)?|pwd|secrets?|token)$/i;

const headSchema = z.object({ flagscope: z.literal(KIND), version: z.number() });
const fileSchema = z.object({ sources: z.array(z.unknown()).max(MOST_SOURCES) });
const { tls, endpoints, ...rest } = sourceDraftSchema.shape;
/** Strict, since a misspelt `access` must not become the default. */
const profileSchema = z.strictObject({
  ...rest,
  endpoints: z.array(z.strictObject(endpoints.element.shape)).max(MOST_SERVERS),
  tls: z.strictObject(tls.unwrap().shape).optional(),
});

/** What is wrong with a field of a source, by the field's path in the file. */
export interface FieldProblem {
  readonly field: string;
  readonly fault: Fault;
}

/** One source of a file. */
export type Profile = { readonly source: SourceDraft } | { readonly name: string; readonly problems: readonly FieldProblem[] };

export interface Profiles {
  readonly profiles: readonly Profile[];
  /** Whether something that looks like a secret was left out. */
  readonly secretsIgnored: boolean;
}

/** The file's text. Ids and secrets are not in it. */
export function writeProfiles(sources: readonly SourceDraft[]): string {
  const profiles = sources.map((source) => sourceDraftSchema.parse(source));
  return `${JSON.stringify({ flagscope: KIND, version: VERSION, sources: profiles }, null, 2)}\n`;
}

/** Reads a file's text; `path` is for the sentences. A broken source leaves the others whole, a broken file is refused. */
export function readProfiles(text: string, path: string): Result<Profiles> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return failed(fault('invalid', 'profiles-unreadable', { path, detail: error instanceof Error ? error.message : String(error) }));
  }
  const head = headSchema.safeParse(content);
  if (!head.success) return failed(fault('invalid', 'profiles-unreadable', { path, detail: `flagscope: "${KIND}", version: ${VERSION}` }));
  if (head.data.version > VERSION) return failed(fault('invalid', 'profiles-newer', { path, version: head.data.version }));
  const file = fileSchema.safeParse(content);
  if (!file.success) return failed(fault('invalid', 'profiles-unreadable', { path, detail: placeOf(file.error.issues[0]) }));

  let secretsIgnored = false;
  const names = new Set<string>();
  const profiles = file.data.sources.map((written): Profile => {
    const cleaned = withoutSecrets(written, () => (secretsIgnored = true));
    const parsed = profileSchema.safeParse(cleaned, { reportInput: true });
    if (!parsed.success) return { name: nameIn(cleaned), problems: parsed.error.issues.map(problemOf) };
    const source: SourceDraft = parsed.data;
    const problems: FieldProblem[] = checkSource(source).map(({ path, fault: why }) => ({ field: path.join('.'), fault: why }));
    if (names.has(source.name)) problems.push({ field: 'name', fault: fault('invalid', 'name-twice') });
    names.add(source.name);
    return problems.length > 0 ? { name: source.name, problems } : { source };
  });
  return ok({ profiles, secretsIgnored });
}

/** The value without fields that look like secrets, so that none is ever taken over. */
function withoutSecrets(value: unknown, found: () => void): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, found));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      if (!SECRET_NAME.test(name)) return [[name, withoutSecrets(inner, found)]];
      found();
      return [];
    }),
  );
}

const nameIn = (value: unknown): string => {
  const name: unknown = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
  return typeof name === 'string' ? name.slice(0, 200) : '';
};

type Issue = z.core.$ZodIssue;
const placeOf = (issue: Issue | undefined): string => issue?.path.join('.') ?? '';

function problemOf(issue: Issue): FieldProblem {
  const field = placeOf(issue);
  switch (issue.code) {
    case 'invalid_type':
      return { field, fault: issue.input === undefined ? fault('invalid', 'field-missing') : fault('invalid', 'field-type', { expected: issue.expected }) };
    case 'too_small':
      return { field, fault: fault('invalid', 'field-limit', { limit: String(issue.minimum) }) };
    case 'too_big':
      return { field, fault: fault('invalid', 'field-limit', { limit: String(issue.maximum) }) };
    case 'invalid_value':
      return { field, fault: fault('invalid', 'field-choice', { known: issue.values.join(', ') }) };
    case 'unrecognized_keys':
      return { field: field === '' ? issue.keys.join(', ') : `${field}.${issue.keys.join(', ')}`, fault: fault('invalid', 'field-unknown', { name: issue.keys.join(', ') }) };
    default:
      return { field, fault: fault('invalid', 'invalid-request', { detail: issue.message }) };
  }
}
