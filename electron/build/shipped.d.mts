/** The folder of the package that a file belongs to, or undefined for the project's own. */
export function packageFolder(file: string): string | undefined;
