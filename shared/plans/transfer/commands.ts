/** Edits as commands of the stores' own shells, quoted for a POSIX shell. What a command cannot say is told, never said otherwise. */
import { fault, type Fault } from '../../fault';
import { keyToBytes, type Key } from '../../model/key';
import type { Edit } from '../../model/plan';
import type { Backend } from '../../model/source';

/** Where the commands go. */
export interface CommandTarget {
  readonly backend: Exclude<Backend, 'local'>;
  /** `host:port`, several joined by commas. */
  readonly endpoints: string;
}

export interface Commands {
  readonly lines: readonly string[];
  /** Edits that are left out. */
  readonly problems: readonly Fault[];
}

/** Commands that do these edits one after another. zkCli's are guarded by version, etcdctl's by nothing. */
export function commandsOf(edits: readonly Edit[], target: CommandTarget): Commands {
  const lines: string[] = [];
  const problems: Fault[] = [];
  for (const edit of edits) {
    if (edit.kind === 'check') continue;
    const command = target.backend === 'etcd' ? etcdctl(edit, target) : zkCli(edit, target);
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

const etcdctlFor = ({ endpoints }: CommandTarget): string => `etcdctl --endpoints=${shellQuoted(endpoints)}`;
const zkCliFor = ({ endpoints }: CommandTarget): string => `zkCli.sh -server ${shellQuoted(endpoints)}`;

type Write = Exclude<Edit, { kind: 'check' }>;

function etcdctl(edit: Write, target: CommandTarget): string | Fault {
  const key = etcdKey(edit.key);
  if (typeof key !== 'string') return key;
  if (edit.kind === 'delete') return `${etcdctlFor(target)} del -- ${key}`;
  const value = edit.value ?? new Uint8Array();
  // without this flag a put takes the key from its lease
  const flags = edit.base === 'absent' ? '' : ' --ignore-lease';
  const text = textOf(value);
  if (text !== undefined) return `${etcdctlFor(target)} put${flags} -- ${key} ${shellQuoted(text)}`;
  return `${printing(value)} | ${etcdctlFor(target)} put${flags} -- ${key}`;
}

/** A shell's word for a key's bytes. No argument of a program holds NUL, and the shell cuts line ends off what a command prints. */
function etcdKey(key: Key): string | Fault {
  const bytes = keyToBytes(key);
  const text = textOf(bytes);
  if (text !== undefined) return shellQuoted(text);
  const lost = bytes.includes(0) ? 'command-nul' : bytes.at(-1) === 0x0a ? 'command-line-end' : undefined;
  return lost === undefined ? `"$(${printing(bytes)})"` : fault('not-supported', lost, {}, { key });
}

function zkCli(edit: Write, target: CommandTarget): string | Fault {
  const { key, base } = edit;
  const path = shellQuoted(key);
  const cli = zkCliFor(target);
  const guard = base === 'absent' ? '' : ` -v ${base.version}`;
  if (edit.kind === 'delete') return `${cli} delete${guard} ${path}`;
  if (edit.value === null) return base === 'absent' ? `${cli} create ${path}` : fault('not-supported', 'command-null', {}, { key });
  const text = textOf(edit.value);
  if (text === undefined) return fault('not-supported', 'command-bytes', {}, { key });
  // a value that begins with a dash would be taken for an option
  const words = `${text.startsWith('-') ? '-- ' : ''}${path} ${shellQuoted(text)}`;
  return base === 'absent' ? `${cli} create ${words}` : `${cli} set${guard} ${words}`;
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
