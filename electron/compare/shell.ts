/** What is written, as commands of a store's own shell. */
import { failed, fault, ok, type Fault, type Result } from '../../shared/fault';
import type { KeyCommands, ShellCommands } from '../../shared/model/comparison';
import type { Key } from '../../shared/model/key';
import type { Edit } from '../../shared/model/plan';
import { isSecretKey } from '../../shared/model/secret-keys';
import { formatEndpoint, separatorOf, type Source } from '../../shared/model/source';
import { commandsOf, readCommand, type CommandTarget } from '../../shared/plans/transfer/commands';
import { selected } from './scope';
import type { LiveSource } from './sides';

/** Most problems that are told; their number follows from the counts. */
const MOST_PROBLEMS = 20;

const targetOf = ({ backend, endpoints, name }: Source): Result<CommandTarget> =>
  backend === 'local' ? failed(fault('not-supported', 'no-shell', { name })) : ok({ backend, endpoints: endpoints.map(formatEndpoint).join(',') });

/** Commands that do these edits. Values that are taken for secrets stay out of them: nobody has seen what would go to the clipboard. */
export function shellCommands(source: Source, edits: readonly Edit[]): Result<ShellCommands> {
  const separator = separatorOf(source);
  const isSecret = (edit: Edit): boolean => edit.kind === 'put' && isSecretKey(edit.key, undefined, separator);
  const secrets = edits.filter(isSecret).map(({ key }) => fault('not-supported', 'command-secret', {}, { key }));
  return written(source, edits.filter((edit) => !isSecret(edit)), secrets);
}

/** Commands that read a key, write it as it is, or write all below it too. The value of one key is asked for by who sees it. */
export function keyCommands(held: LiveSource, key: Key, what: KeyCommands): Result<ShellCommands> {
  const read = what === 'read' || what === 'read-write' ? shellRead(held.source, key) : ok({ text: '', count: 0, problems: [] });
  if (what === 'read' || !read.ok) return read;
  const found = selected(held, { kind: 'subtree', top: key });
  if (!found.ok) return found;
  const items = what === 'write-subtree' ? found.value.items : found.value.items.filter((item) => item.key === key);
  // on its stamp: without it a put would take the key from its lease
  const edits = items.flatMap((item): Edit[] => (item.value === undefined ? [] : [{ kind: 'put', key: item.key, value: item.value, base: item.stamp ?? 'absent' }]));
  const writes = what === 'write-subtree' ? shellCommands(held.source, edits) : written(held.source, edits, []);
  return writes.ok ? ok({ text: read.value.text + writes.value.text, count: read.value.count + writes.value.count, problems: writes.value.problems }) : writes;
}

function written(source: Source, edits: readonly Edit[], leftOut: readonly Fault[]): Result<ShellCommands> {
  const target = targetOf(source);
  if (!target.ok) return target;
  const { lines, problems } = commandsOf(edits, target.value);
  return ok({ text: lines.map((line) => `${line}\n`).join(''), count: lines.length, problems: [...leftOut, ...problems].slice(0, MOST_PROBLEMS) });
}

/** The command that shows a key. */
function shellRead(source: Source, key: Key): Result<ShellCommands> {
  const target = targetOf(source);
  if (!target.ok) return target;
  const command = readCommand(key, target.value);
  return typeof command === 'string' ? ok({ text: `${command}\n`, count: 1, problems: [] }) : failed(command);
}
