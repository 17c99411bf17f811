/** Commands of a store's own shell on the clipboard. */
import type { Result } from '../../shared/fault';
import type { ShellCommands } from '../../shared/model/comparison';
import { showDone, showFault } from '../store/actions';
import { faultSentence, type Words } from '../ui/text';

/** Puts commands on the clipboard and says so, with what none could be made of, and what to know of them. Where there are none at all, it says why. */
export async function copyCommands(asked: Promise<Result<ShellCommands>>, words: Words, note = ''): Promise<void> {
  const made = await asked;
  if (!made.ok) return;
  const { text, count, problems } = made.value;
  const [problem] = problems;
  if (count === 0) {
    if (problem !== undefined) showFault(problem);
    return;
  }
  await navigator.clipboard.writeText(text);
  const copied = problem === undefined ? words('compare.commandsCopied', { count }) : words('compare.commandsPartly', { count, problem: faultSentence(problem) });
  const others = problems.length > 1 ? words('compare.commandsOthers') : '';
  showDone([copied, others, note].filter(Boolean).join(' '));
}
