/** A running Xvfb: what a program's environment and Chromium's switches need to show windows on it, and how to end it. */
export interface Display {
  readonly env: { readonly DISPLAY: string; readonly XAUTHORITY: string };
  readonly switches: readonly string[];
  stop(): Promise<void>;
}
/** Starts Xvfb on a free display. */
export function startDisplay(): Promise<Display>;
