/** The window's only way to main: typed commands, and the port that main hands over whenever the window is ready. */
import { PORT_CHANNEL } from '../shared/channels';
import type { CommandInput, CommandName, CommandOutput, PortDelivery } from '../shared/contract';
import { failed, faultOf, type Result } from '../shared/fault';
import { receive } from './store/receive';

/** Sends a command. Never rejects: what goes wrong on the way is a fault as well. */
export async function invoke<C extends CommandName>(command: C, input: CommandInput<C>): Promise<Result<CommandOutput[C]>> {
  try {
    return await window.flagscope.invoke(command, input);
  } catch (error) {
    return failed(faultOf(error));
  }
}

let port: MessagePort | undefined;

/** Listens for the port and tells main that the window is ready. Called once, when the page starts. */
export function start(): void {
  window.addEventListener('message', takePort);
  void invoke('window:ready', {});
}

function takePort(event: MessageEvent<unknown>): void {
  const [given] = event.ports;
  // only the preload, which shares this window, hands over ports
  if (given === undefined || event.source !== window || event.origin !== window.location.origin || event.data !== PORT_CHANNEL) return;
  port?.close();
  port = given;
  given.addEventListener('message', ({ data }: MessageEvent<PortDelivery>) => {
    for (const message of [data].flat()) receive(message, (reply) => given.postMessage(reply));
  });
  given.start();
}
