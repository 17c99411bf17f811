/** Digits in groups of three behind the first, with the same sign between all of them. A dot is none: to some it begins a fraction. */
const grouped = /^\d{1,3}(?:([,'’ \u00a0\u2009\u202f])\d{3}(?:\1\d{3})*)?$/;

/** A whole number as people type it and as the app writes it, such as `50,000` or `50 000`; NaN for anything else. */
export function wholeNumber(text: string): number {
  const bare = text.trim();
  return /^\d{1,15}$/.test(bare) ? Number(bare) : grouped.test(bare) && bare.length <= 19 ? Number(bare.replaceAll(/\D/g, '')) : Number.NaN;
}
