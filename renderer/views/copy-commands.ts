/** Commands of a store's own shell on the clipboard. */
import { failed, ok, type Result } from '../../shared/fault';
import type { ShellCommands } from '../../shared/model/comparison';
import { showDone, showFault } from '../store/actions';
import { faultSentence, type Words } from '../ui/text';

/** Puts commands on the clipboard; the sentence says so, with what none could be made of. Where there are none at all, it says why. */
export async function commandsToClipboard(asked: Promise<Result<ShellCommands>>, words: Words, note = ''): Promise<Result<string>> {
  const made = await asked;
  if (!made.ok) return made;
  const { text, count, problems } = made.value;
  const [problem] = problems;
  if (count === 0 && problem !== undefined) return failed(problem);
  await navigator.clipboard.writeText(text);
  const copied = problem === undefined ? words('compare.commandsCopied', { count }) : words('compare.commandsPartly', { count, problem: faultSentence(problem) });
  const others = problems.length > 1 ? words('compare.commandsOthers') : '';
  return ok([copied, others, note].filter(Boolean).join(' '));
}

/** The same, said where everything is said that shows nowhere else. */
export async function copyCommands(asked: Promise<Result<ShellCommands>>, words: Words, note?: string): Promise<void> {
  const said = await commandsToClipboard(asked, words, note);
  if (said.ok) showDone(said.value);
  else showFault(said.fault);
}
