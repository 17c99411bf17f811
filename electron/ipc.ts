/** Commands from the window: the sender checked, the input validated, the answer always a Result. */
import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import { APP_ORIGIN, commands, INVOKE_CHANNEL, type CommandInput, type CommandName, type CommandOutput } from '../shared/contract';
import { fault, faultOf, failed, ok, type Result } from '../shared/fault';

/** What main does for each command. */
export type Handlers = {
  readonly [C in CommandName]: (input: CommandInput<C>) => Result<CommandOutput[C]> | Promise<Result<CommandOutput[C]>>;
};

/** Answers the window's commands for as long as the process lives. */
export function answerCommands(ipcMain: IpcMain, handlers: Handlers): void {
  ipcMain.handle(INVOKE_CHANNEL, (event, name: unknown, input: unknown) =>
    isOwnPage(event) ? dispatch(handlers, name, input) : failed(fault('denied', 'invalid-request', { detail: 'it came from a foreign page' })),
  );
}

/** Validates and runs one command. Never rejects: a bug is told as `internal`, and on standard error. */
export async function dispatch(handlers: Handlers, name: unknown, input: unknown): Promise<Result<unknown>> {
  if (typeof name !== 'string' || !Object.hasOwn(commands, name))
    return failed(fault('invalid', 'invalid-request', { detail: 'there is no such command' }));
  const command = name as CommandName;
  try {
    const parsed = parse(command, input);
    if (!parsed.ok) return parsed;
    return await (handlers[command] as (input: unknown) => Result<unknown> | Promise<Result<unknown>>)(parsed.value);
  } catch (error) {
    console.error(`${command} failed:`, error);
    return failed(faultOf(error));
  }
}

function parse(command: CommandName, input: unknown): Result<unknown> {
  const refused = (detail: string): Result<never> => failed(fault('invalid', 'invalid-request', { detail: `${command}: ${detail}` }));
  try {
    const parsed = commands[command].safeParse(input);
    if (parsed.success) return ok(parsed.data);
    const issue = parsed.error.issues[0];
    const place = issue?.path.join('.');
    return refused(`${place ? `${place}: ` : ''}${issue?.message ?? 'unknown content'}`);
  } catch (error) {
    // schemas of nested values call themselves: the stack has an end
    if (error instanceof RangeError) return refused('it is nested too deeply');
    throw error;
  }
}

/** `URL.origin` of a custom scheme is 'null' in Node, so the prefix is compared, with the slash that ends the host. */
function isOwnPage(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame === event.sender.mainFrame && frame.url.startsWith(`${APP_ORIGIN}/`);
}
