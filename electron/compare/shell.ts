/** What is written, as commands of a store's own shell. */
import { failed, fault, ok, type Result } from '../../shared/fault';
import type { ShellCommands } from '../../shared/model/comparison';
import type { Key } from '../../shared/model/key';
import type { Edit } from '../../shared/model/plan';
import { formatEndpoint, type Source } from '../../shared/model/source';
import { commandsOf, readCommand, type CommandTarget } from '../../shared/plans/transfer/commands';

/** Most problems that are told; their number follows from the counts. */
const MOST_PROBLEMS = 20;

const targetOf = ({ backend, endpoints, name }: Source): Result<CommandTarget> =>
  backend === 'local' ? failed(fault('not-supported', 'no-shell', { name })) : ok({ backend, endpoints: endpoints.map(formatEndpoint).join(',') });

/** Commands that do these edits. */
export function shellCommands(source: Source, edits: readonly Edit[]): Result<ShellCommands> {
  const target = targetOf(source);
  if (!target.ok) return target;
  const { lines, problems } = commandsOf(edits, target.value);
  return ok({ text: lines.map((line) => `${line}\n`).join(''), count: lines.length, problems: problems.slice(0, MOST_PROBLEMS) });
}

/** The command that shows a key. */
export function shellRead(source: Source, key: Key): Result<ShellCommands> {
  const target = targetOf(source);
  if (!target.ok) return target;
  const command = readCommand(key, target.value);
  return typeof command === 'string' ? ok({ text: `${command}\n`, count: 1, problems: [] }) : failed(command);
}
