/**
 * The text that somebody who asks for help hands on. It names versions, servers and roots and counts things; by construction it is
 * given no secrets, values or keys, and of what others have worded (a server's message, an error) it masks whatever could be one.
 */
import type { SourceStatus } from '../../shared/contract';
import { worded, type Fault } from '../../shared/fault';
import { revisionText } from '../../shared/model/revision-text';
import { formatEndpoint, type Backend, type Source } from '../../shared/model/source';
import { changedKeys, type ResyncSummary } from '../../shared/model/resync';
import { details } from '../../shared/text/en/details';
import { faults } from '../../shared/text/en/faults';
import type { Attempt } from './attempts';

/** The program and the computer that it runs on. */
export interface About {
  readonly app: string;
  readonly electron: string;
  readonly chromium: string;
  readonly node: string;
  /** Name, version and processor of the operating system. */
  readonly system: string;
}

export interface DiagnosticsRequest {
  readonly about: About;
  readonly source: Source;
  readonly open: boolean;
  readonly readOnlyRun: boolean;
  readonly status: SourceStatus;
  readonly attempts: readonly Attempt[];
  readonly lastLive: number | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const ATTEMPTS_SHOWN = 12;
const LONGEST_TEXT = 300;

const PROMISE = [
  'What is in it: versions, the addresses of the servers, the roots, times and counts.',
  'What is not: values, keys other than the roots, passwords. The user is masked, files are named without their directories.',
];

/** Says how a source is and how it came to be so. In English whatever the window speaks: it is read by whoever helps. */
export function diagnostics({ about, source, open, readOnlyRun, status, attempts, lastLive, now }: DiagnosticsRequest): string {
  const time = (at: number): string => new Date(at).toISOString();
  const said = (fault: Fault): string => sayFault(fault, source);
  const { phase, cost, lastFault } = status;
  const failures = attempts.filter(({ fault }) => fault !== undefined);
  const lines: readonly (readonly [string, string] | string)[] = [
    `Flagscope diagnostics, ${time(now)}`,
    ...PROMISE,
    '',
    ['App', `Flagscope ${about.app}, Electron ${about.electron}, Chromium ${about.chromium}, Node ${about.node}`],
    ['System', about.system],
    '',
    ['Back-end', source.backend],
    ['Server', status.server === '' ? 'not known yet' : scrubbed(status.server, source)],
    ['Servers', source.endpoints.length === 0 ? 'none' : source.endpoints.map(formatEndpoint).join(', ')],
    ['Roots', source.roots.map((root) => JSON.stringify(source.backend === 'local' ? baseName(root) : root)).join(', ')],
    ...(source.separator === undefined ? [] : [['Separator', JSON.stringify(source.separator)] as const]),
    ['Environment', source.environment],
    ['Access', readOnlyRun ? `${source.access}, read-only in this run` : source.access],
    ['User', source.user === undefined ? 'none' : 'set (masked)'],
    ['TLS', sayTls(source)],
    '',
    ['Open', open ? 'yes' : 'no'],
    ['Phase', 'fault' in phase && phase.fault ? `${phase.kind}: ${said(phase.fault)}` : phase.kind],
    ...(phase.kind === 'suspended' ? [['Next try', phase.retryAt === undefined ? 'once somebody has helped' : time(phase.retryAt)] as const] : []),
    ['Last live', lastLive === undefined ? 'never' : phase.kind === 'live' ? 'now' : time(lastLive)],
    ['Last fault', lastFault ? `${time(lastFault.at)} ${said(lastFault.fault)}` : 'none'],
    ['Attempts in the last 10 minutes', `${attempts.length - failures.length} live, ${failures.length} ended in a fault`],
    ...attempts.slice(-ATTEMPTS_SHOWN).map(({ at, fault }) => `  ${time(at)} ${fault ? `${fault.code} (${fault.reason})` : 'live'}`),
    '',
    ['Keys', status.total === undefined ? String(status.nodes) : `${status.nodes} loaded of ${status.total ?? 'an unknown number'}, folder by folder`],
    ['Revision', revisionText(status.at, source.backend)],
    ['Watched since', status.watchedSince === undefined ? 'never listed' : time(status.watchedSince)],
    ['Changes seen', `${status.changes}, ${status.rates.reduce((sum, count) => sum + count, 0)} of them in the last minute`],
    ['Cost', `${cost.requests} requests, ${cost.watches} watches, ${cost.bytesIn ?? 'unknown'} bytes in, ${cost.bytesOut ?? 'unknown'} bytes out`],
    ['Outages', status.resyncs.length === 0 ? 'none' : `the last ${status.resyncs.length}`],
    ...status.resyncs.map((summary) => `  ${time(summary.from)} to ${time(summary.until)}: ${sayOutage(summary, source.backend)}`),
  ];
  return `${lines.map((line) => (typeof line === 'string' ? line : `${line[0]}: ${line[1]}`)).join('\n')}\n`;
}

function sayOutage(summary: ResyncSummary, backend: Backend): string {
  const { counts, fault, everyStep, wentBack } = summary;
  const kinds = Object.entries(counts).flatMap(([kind, count]) => (count > 0 ? [`${count} ${kind}`] : []));
  return [
    fault ? `${fault.code} (${fault.reason})` : 'closed by the user',
    changedKeys(summary) === 0 ? 'nothing changed' : kinds.join(', '),
    everyStep ? 'every step known' : 'only the difference known',
    ...(wentBack ? [`revision went back from ${revisionText(wentBack.from, backend)} to ${revisionText(wentBack.to, backend)}`] : []),
  ].join('; ');
}

function sayTls({ tls }: Source): string {
  if (tls === undefined) return 'no';
  const files = (['ca', 'certificate', 'key', 'pkcs12'] as const).flatMap((name) => (tls[name] === undefined ? [] : [`${name} ${baseName(tls[name])}`]));
  return ['yes', ...files, ...(tls.serverName === undefined ? [] : [`server name ${tls.serverName}`])].join(', ');
}

/** Places of faults' sentences whose content is never a key, a value or a name of a person. */
const harmless: ReadonlySet<string> = new Set(['endpoint', 'host', 'port', 'backend', 'seconds', 'version', 'revision', 'count', 'size', 'limit', 'unit', 'line', 'pid', 'ms']);

function sayFault(fault: Fault, source: Source): string {
  const params = Object.fromEntries(Object.entries(fault.params).map(([name, value]) => [name, sayParam(name, value, source)]));
  return `${fault.code} (${fault.reason}): ${worded(faults[fault.reason], params, details)}`;
}

function sayParam(name: string, value: string, source: Source): string {
  if (harmless.has(name)) return value;
  if (name === 'path') return baseName(value);
  if (name === 'root') return source.backend !== 'local' && source.roots.includes(value) ? value : '(masked)';
  if (name === 'detail' || name === 'cause') return scrubbed(value, source);
  return '(masked)';
}

/** Where a quotation begins; where it ends is anybody's guess. An apostrophe inside a word begins none. */
const quotation = /["`“‘]|(?<!\p{L})'|'(?!\p{L})/u;
const path = /(?:[A-Za-z]:)?[\\/][^\s,;:)]+/g;

/** What somebody else has worded, up to the first quotation, without paths that are no roots and without the user. */
function scrubbed(text: string, { user, roots, backend }: Source): string {
  const kept = backend === 'local' ? [] : roots;
  const quoted = text.search(quotation);
  let safe = quoted < 0 ? text.slice(0, LONGEST_TEXT) : `${text.slice(0, Math.min(quoted, LONGEST_TEXT))}(masked)`;
  if (user !== undefined && user !== '') safe = safe.replaceAll(user, '(user)');
  return safe.replace(path, (found) => (kept.includes(found) ? found : '(masked)'));
}

/** A file or directory without where it lies, as either kind of system writes it. */
const baseName = (path: string): string => (path === '' ? '' : (path.split(/[\\/]/).findLast((part) => part !== '') ?? path));
