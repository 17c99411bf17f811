/** Commands whose failure is put on the screen. */
import { ref } from 'valtio';
import type { CommandInput, CommandName, CommandOutput } from '../../shared/contract';
import type { Fault, Result } from '../../shared/fault';
import { invoke } from '../bridge';
import { ui } from './state';

/** Puts a fault on the screen that a view met by itself. */
export function showFault(what: Fault): void {
  ui.fault = ref(what);
}

/** Says that something worked that shows nowhere else. */
export function showDone(sentence: string): void {
  ui.done = sentence;
}

/** Sends a command; its fault is shown. */
export async function told<C extends CommandName>(command: C, input: CommandInput<C>): Promise<Result<CommandOutput[C]>> {
  return shown(await invoke(command, input));
}

/** A result; its fault is shown. */
export function shown<T>(result: Result<T>): Result<T> {
  if (!result.ok) showFault(result.fault);
  return result;
}
