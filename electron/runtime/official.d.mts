/** The version that package.json asks for. */
export const officialVersion: string;
/** The official distribution's folder when it is there, whole and of the right version. */
export function officialFolder(): string | undefined;
/** Downloads the official Electron; resolves to undefined when it is there, else to a sentence that says why not. */
export function downloadOfficial(options?: { silenceMs?: number; env?: Readonly<Record<string, string | undefined>> }): Promise<string | undefined>;
