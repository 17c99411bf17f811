/** A running Xvfb: what a program's environment needs to show windows on it, and how to end it. */
export interface Display {
  readonly env: { readonly DISPLAY: string; readonly XAUTHORITY: string };
  stop(): Promise<void>;
}
/** Starts Xvfb on a free display. */
export function startDisplay(): Promise<Display>;
