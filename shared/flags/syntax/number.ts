/** Numbers as they are spelled, which may be more exact than what readers make of them. */

/** Longer integers are beyond the range of doubles anyway, and comparing them costs more than linear time. */
const DIGIT_LIMIT = 400;

/**
 * What a reader that keeps numbers as doubles takes an integer's spelling for, where that is another number; otherwise undefined. Fractions
 * are not judged: hardly one of them is a double exactly, and nobody expects it.
 */
export function inexactly(spelling: string): string | undefined {
  const read = Number(spelling);
  // YAML's `.inf` has no digits and is what it says
  if (!Number.isFinite(read)) return Number.isNaN(read) || !/\d/.test(spelling) ? undefined : String(read);
  if (!/^[+-]?\d{16,}$/.test(spelling) || spelling.length > DIGIT_LIMIT) return undefined;
  return BigInt(read) === BigInt(spelling.replace('+', '')) ? undefined : String(BigInt(read));
}
