/** What is written, as commands of a store's own shell. */
import { failed, fault, ok, type Fault, type Result } from '../../shared/fault';
import type { KeyCommands, ShellCommands } from '../../shared/model/comparison';
import type { Key } from '../../shared/model/key';
import type { Edit, Plan } from '../../shared/model/plan';
import { isSecretKey } from '../../shared/model/secret-keys';
import { formatEndpoint, separatorOf, type Source } from '../../shared/model/source';
import { commandsOf, planCommandsOf, readCommand, type CommandTarget } from '../../shared/plans/transfer/commands';
import { selected } from './scope';
import type { LiveSource } from './sides';
import { secretsIn } from '../writes/secret-values';

/** Most problems that are told; their number follows from the counts. */
const MOST_PROBLEMS = 20;

/** Where the commands go. etcdctl is told how a server is secured, and asks for the password itself; zkCli reads that from a file of its own. */
function targetOf({ backend, endpoints, name, tls, user }: Source): Result<CommandTarget> {
  if (backend === 'local') return failed(fault('not-supported', 'no-shell', { name }));
  if (backend === 'zookeeper') return ok({ backend, endpoints: endpoints.map(formatEndpoint).join(',') });
  const scheme = tls ? 'https://' : '';
  const switches = { cacert: tls?.ca, cert: tls?.certificate, key: tls?.key, user };
  return ok({ backend, endpoints: endpoints.map((endpoint) => scheme + formatEndpoint(endpoint)).join(','), switches });
}

/** Most edits that go to the clipboard, and most bytes of their values: more nobody pastes into a shell. */
const MOST_EDITS = 10_000;
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Commands that do what these plans do, in their order. Values that are taken for secrets are masked: nobody has seen what would go to the
 * clipboard. So are those of the keys in `secrets`, which come from elsewhere.
 */
export function planCommands({ source, session }: LiveSource, plans: readonly Plan[], secrets: ReadonlySet<Key> = new Set()): Result<ShellCommands> {
  const edits = plans.flatMap((plan) => plan.edits);
  const size = edits.reduce((sum, edit) => sum + (edit.kind === 'put' ? (edit.value?.length ?? 0) : 0), 0);
  if (edits.length > MOST_EDITS || size > MOST_BYTES) {
    return failed(fault('too-large', 'commands-too-large', { count: edits.length, size, limit: MOST_EDITS, bytes: MOST_BYTES }));
  }
  const target = targetOf(source);
  if (!target.ok) return target;
  const hides = secretsIn(edits, separatorOf(source), (key) => session.mirror.get(key)?.value);
  const { lines, problems } = planCommandsOf(plans.map((plan) => plan.edits), target.value, (edit) => edit.kind === 'put' && (secrets.has(edit.key) || hides(edit.key, edit.value)));
  return ok(toldOf(lines, problems));
}

const secretRule = (source: Source) => {
  const separator = separatorOf(source);
  return (edit: Edit): boolean => edit.kind === 'put' && isSecretKey(edit.key, undefined, separator);
};

const toldOf = (lines: readonly string[], problems: readonly Fault[]): ShellCommands => ({
  text: lines.map((line) => `${line}\n`).join(''),
  count: lines.length,
  problems: problems.slice(0, MOST_PROBLEMS),
});

/** Commands that read a key, write it as it is, or write all below it too. The value of one key is asked for by who sees it. */
export function keyCommands(held: LiveSource, key: Key, what: KeyCommands): Result<ShellCommands> {
  const read = what === 'read' || what === 'read-write' ? shellRead(held.source, key) : ok({ text: '', count: 0, problems: [] });
  if (what === 'read' || !read.ok) return read;
  const found = selected(held, { kind: 'subtree', top: key });
  if (!found.ok) return found;
  const items = what === 'write-subtree' ? found.value.items : found.value.items.filter((item) => item.key === key);
  // on its stamp: without it a put would take the key from its lease
  const edits = items.flatMap((item): Edit[] => (item.value === undefined ? [] : [{ kind: 'put', key: item.key, value: item.value, base: item.stamp ?? 'absent' }]));
  // left out: nobody has seen what would go to the clipboard
  const isSecret = what === 'write-subtree' ? secretRule(held.source) : () => false;
  const secrets = edits.filter(isSecret).map((edit) => fault('not-supported', 'command-secret', {}, { key: edit.key }));
  const writes = written(held.source, edits.filter((edit) => !isSecret(edit)), secrets);
  return writes.ok ? ok({ text: read.value.text + writes.value.text, count: read.value.count + writes.value.count, problems: writes.value.problems }) : writes;
}

function written(source: Source, edits: readonly Edit[], leftOut: readonly Fault[]): Result<ShellCommands> {
  const target = targetOf(source);
  if (!target.ok) return target;
  const { lines, problems } = commandsOf(edits, target.value);
  return ok(toldOf(lines, [...leftOut, ...problems]));
}

/** The command that shows a key. */
function shellRead(source: Source, key: Key): Result<ShellCommands> {
  const target = targetOf(source);
  if (!target.ok) return target;
  const command = readCommand(key, target.value);
  return typeof command === 'string' ? ok({ text: `${command}\n`, count: 1, problems: [] }) : failed(command);
}
