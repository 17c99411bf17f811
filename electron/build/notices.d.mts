/** The notices' text for packages in these folders. */
export function noticesFor(folders: Iterable<string>): string;
