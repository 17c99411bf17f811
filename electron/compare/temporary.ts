/** Where a file is written until it is complete. */
export const temporaryOf = (file: string): string => `${file}.${process.pid}.tmp`;
