/** Lines of a text, to say where in it something stands. */
import type { Place } from '../problem';

/** Finds places in one text; the text is gone through once, when the first is asked for. What a parser says of its end may lie behind it. */
export function placesIn(text: string): (from: number, to: number) => Place {
  let starts: number[] | undefined;
  return (from, to) => {
    starts ??= lineStarts(text);
    const [start, end] = [Math.min(from, text.length), Math.min(to, text.length)];
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= start) low = middle;
      else high = middle - 1;
    }
    return { offset: start, length: end - start, line: low + 1, column: start - (starts[low] ?? 0) + 1 };
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}
