/** Where something stands in a text, counted from one. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The place of a character in a text. */
export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}
