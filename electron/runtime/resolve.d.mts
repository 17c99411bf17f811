/** An Electron that can be run. */
export interface ElectronRuntime {
  readonly folder: string;
  readonly executable: string;
  readonly version: string;
  readonly source: 'override' | 'official' | 'fallback';
}
/** Finds or fetches the Electron to run. */
export function resolveElectron(options?: { say?: (sentence: string) => void }): Promise<ElectronRuntime>;
/** The switches without which Chromium cannot start on this machine. */
export function sandboxSwitches(folder: string): string[];
