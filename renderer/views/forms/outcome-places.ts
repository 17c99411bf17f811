/** The places of variations among those that differ, as a simulation counts them: what colours go by. Two of one value are one thing to be served. */
export function placesOf(variations: readonly unknown[]): readonly number[] {
  const places = new Map<string, number>();
  return variations.map((value) => {
    const text = JSON.stringify(value);
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  });
}
