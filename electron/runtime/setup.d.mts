/** Sees to it that what `npm start` (or, with `tests`, `npm test`) needs is there; false when the user has to act first. */
export function setUp(options?: { tests?: boolean; mayInstall?: boolean; say?: (sentence: string) => void }): boolean;
