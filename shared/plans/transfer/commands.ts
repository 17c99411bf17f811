/** Edits as commands of the stores' own shells, quoted for a POSIX shell. What a command cannot say is told, never said otherwise. */
import { fault, type Fault } from '../../fault';
import { keyToBytes, type Key } from '../../model/key';
import type { AclEntry, Edit } from '../../model/plan';
import type { Backend } from '../../model/source';

/** Where the commands go. */
export interface CommandTarget {
  readonly backend: Exclude<Backend, 'local'>;
  /** `host:port`, several joined by commas. */
  readonly endpoints: string;
  /** What else the shell is told of the servers, by the names of its switches. */
  readonly switches?: Readonly<Record<string, string | undefined>>;
}

export interface Commands {
  readonly lines: readonly string[];
  /** Edits that are left out. */
  readonly problems: readonly Fault[];
}

/**
 * Commands that do what these transactions do, one after another, each only if the one before has succeeded. etcdctl's are guarded as
 * the plans are. zkCli knows no transactions: there each edit is a command of its own, guarded by version. A value that is not to be
 * shown is masked in such a way that its command fails until somebody has put the value in its place: left out, it could be lost where
 * it is moved.
 */
export function planCommandsOf(plans: readonly (readonly Edit[])[], target: CommandTarget, isMasked: (edit: Edit) => boolean): Commands {
  const edits = plans.flat();
  const tell = (reason: 'command-masked' | 'command-check', { key }: Edit): Fault => fault('not-supported', reason, {}, { key });
  const masked = edits.filter((edit) => edit.kind === 'put' && isMasked(edit));
  const told = masked.map((edit) => tell('command-masked', edit));
  if (target.backend === 'etcd') return { lines: inTurn(plans.map((plan) => etcdctlTransaction(plan, target, isMasked))), problems: told };
  const checks = edits.flatMap((edit) => (edit.kind === 'check' ? [tell('command-check', edit)] : []));
  const { lines, problems } = commandsOf(edits, target, (edit) => (isMasked(edit) ? `"\${FLAGSCOPE_SECRET_${masked.indexOf(edit) + 1}:?masked}"` : undefined));
  return { lines: inTurn(lines), problems: [...told, ...problems, ...checks] };
}

/** Each goes on to the next where it succeeds. What a command reads stands behind its first line. */
const inTurn = (commands: readonly string[]): string[] => commands.map((command, index) => (index < commands.length - 1 ? command.replace(/\n|$/, ' &&$&') : command));

/** The word of a shell that stands for a value, if it is not to be shown. */
type MaskOf = (edit: Edit) => string | undefined;

/** Commands that do these edits one after another. zkCli's are guarded by version, etcdctl's by nothing. */
export function commandsOf(edits: readonly Edit[], target: CommandTarget, maskOf: MaskOf = () => undefined): Commands {
  const lines: string[] = [];
  const problems: Fault[] = [];
  for (const edit of edits) {
    if (edit.kind === 'check') continue;
    const command = target.backend === 'etcd' ? etcdctl(edit, target) : zkCli(edit, target, maskOf);
    if (typeof command === 'string') lines.push(command);
    else problems.push(command);
  }
  return { lines, problems };
}

/** The command that shows a key, or why there is none. */
export function readCommand(key: Key, target: CommandTarget): string | Fault {
  if (target.backend === 'zookeeper') return `${zkCliFor(target)} get ${shellQuoted(key)}`;
  const word = etcdKey(key);
  return typeof word === 'string' ? `${etcdctlFor(target)} get -- ${word}` : word;
}

/** A word of a POSIX shell that stands for this text, whatever is in it but NUL. */
export const shellQuoted = (text: string): string => (/^[A-Za-z0-9_./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** A command that prints exactly these bytes. */
export const printing = (bytes: Uint8Array): string => `printf ${shellQuoted([...bytes].map(printable).join(''))}`;

/** Percent and backslash, which printf reads, a quote, which the shell does, and a dash, which at the beginning would be an option. */
const NOT_PLAIN = new Set([0x25, 0x5c, 0x27, 0x2d]);
const isPlain = (byte: number): boolean => byte >= 0x20 && byte < 0x7f && !NOT_PLAIN.has(byte);
const printable = (byte: number): string => (isPlain(byte) ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`);

const etcdctlFor = ({ endpoints, switches = {} }: CommandTarget): string =>
  ['etcdctl', ...Object.entries({ endpoints, ...switches }).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${shellQuoted(value)}`]))].join(' ');
const zkCliFor = ({ endpoints }: CommandTarget): string => `zkCli.sh -server ${shellQuoted(endpoints)}`;

type Write = Exclude<Edit, { kind: 'check' }>;

function etcdctl(edit: Write, target: CommandTarget): string | Fault {
  const key = etcdKey(edit.key);
  if (typeof key !== 'string') return key;
  if (edit.kind === 'delete') return `${etcdctlFor(target)} del -- ${key}`;
  const value = edit.value ?? new Uint8Array();
  const flags = leaseFlag(edit);
  const text = textOf(value);
  if (text !== undefined) return `${etcdctlFor(target)} put${flags} -- ${key} ${shellQuoted(text)}`;
  return `${printing(value)} | ${etcdctlFor(target)} put${flags} -- ${key}`;
}

/** No string of Go: etcdctl refuses a transaction in which it stands. */
const MASK = '"\\masked"';

/** Prints SUCCESS, or fails without a word where a key is not as it was seen: etcdctl itself takes that for no failure. */
function etcdctlTransaction(edits: readonly Edit[], target: CommandTarget, isMasked: (edit: Edit) => boolean): string {
  const word = (key: Key): string => goQuoted(keyToBytes(key));
  const guards = edits.map(({ key, base }) => (base === 'absent' ? `create(${word(key)}) = "0"` : `mod(${word(key)}) = "${base.modified}"`));
  const writes = edits.flatMap((edit) => {
    if (edit.kind === 'check') return [];
    if (edit.kind === 'delete') return [`del -- ${word(edit.key)}`];
    return [`put${leaseFlag(edit)} -- ${word(edit.key)} ${isMasked(edit) ? MASK : goQuoted(edit.value ?? new Uint8Array())}`];
  });
  return [`${etcdctlFor(target)} txn <<'END' | grep -x SUCCESS`, ...guards, '', ...writes, '', '', 'END'].join('\n');
}

/** Without it a put takes the key from its lease. */
function leaseFlag({ base, restore }: Extract<Edit, { kind: 'put' }>): string {
  if (base !== 'absent') return ' --ignore-lease';
  return restore !== undefined && 'lease' in restore ? ` --lease=${restore.lease}` : '';
}

/** Bytes as a quoted string of Go, which is how etcdctl reads transactions: on one line, whatever is in them. */
export function goQuoted(bytes: Uint8Array): string {
  const text = textOf(bytes);
  return `"${text === undefined ? [...bytes].map(goEscaped).join('') : text.replace(GO_ESCAPED, (character) => goEscaped(character.charCodeAt(0)))}"`;
}

const GO_ESCAPED = /[\u0000-\u001f\u007f"\\]/g;
const goEscaped = (code: number): string =>
  code === 0x22 || code === 0x5c ? `\\${String.fromCharCode(code)}` : code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : `\\x${code.toString(16).padStart(2, '0')}`;

/** A shell's word for a key's bytes. No argument of a program holds NUL, and the shell cuts line ends off what a command prints. */
function etcdKey(key: Key): string | Fault {
  const bytes = keyToBytes(key);
  const text = textOf(bytes);
  if (text !== undefined) return shellQuoted(text);
  const lost = bytes.includes(0) ? 'command-nul' : bytes.at(-1) === 0x0a ? 'command-line-end' : undefined;
  return lost === undefined ? `"$(${printing(bytes)})"` : fault('not-supported', lost, {}, { key });
}

function zkCli(edit: Write, target: CommandTarget, maskOf: MaskOf): string | Fault {
  const { key, base } = edit;
  const path = shellQuoted(key);
  const cli = zkCliFor(target);
  const guard = base === 'absent' ? '' : ` -v ${base.version}`;
  if (edit.kind === 'delete') return `${cli} delete${guard} ${path}`;
  const acl = edit.restore !== undefined && 'acl' in edit.restore ? aclWord(edit.restore.acl) : '';
  if (acl === undefined || (acl !== '' && edit.value === null)) return fault('not-supported', 'command-acl', {}, { key });
  if (edit.value === null) return base === 'absent' ? `${cli} create ${path}` : fault('not-supported', 'command-null', {}, { key });
  const mask = maskOf(edit);
  const text = mask === undefined ? textOf(edit.value) : '-';
  if (text === undefined) return fault('not-supported', 'command-bytes', {}, { key });
  // a value that begins with a dash would be taken for an option
  const words = `${text.startsWith('-') ? '-- ' : ''}${path} ${mask ?? shellQuoted(text)}`;
  return base === 'absent' ? `${cli} create ${words}${acl}` : `${cli} set${guard} ${words}`;
}

/** Letters of permission bits, from the lowest. */
const PERMISSIONS = 'rwcda';

/** An ACL as zkCli reads it; undefined where it would read another. */
function aclWord(acl: readonly AclEntry[]): string | undefined {
  if (acl.length === 0 || acl.some(({ scheme, id }) => /[,:]/.test(scheme) || id.includes(','))) return undefined;
  const letters = (bits: number): string => [...PERMISSIONS].filter((_letter, bit) => (bits & (1 << bit)) !== 0).join('');
  return ` ${shellQuoted(acl.map(({ scheme, id, bits }) => `${scheme}:${id}:${letters(bits)}`).join(','))}`;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text that an argument can be: UTF-8 without NUL. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = strictUtf8.decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
