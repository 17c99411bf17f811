/** Row elements that are used again: a row that goes leaves its element to one that comes, which is cheaper than a new one. */
export class RowSlots {
  private readonly slots = new Map<number, number>();
  private next = 0;

  /** A key for the element of each of these handles: the same as before for those that stay. */
  assign(handles: readonly number[]): number[] {
    const wanted = new Set(handles);
    const free: number[] = [];
    for (const [handle, slot] of this.slots) {
      if (wanted.has(handle)) continue;
      free.push(slot);
      this.slots.delete(handle);
    }
    let reused = 0;
    return handles.map((handle) => {
      const known = this.slots.get(handle);
      if (known !== undefined) return known;
      // in order, so that few elements have to move
      const slot = free[reused++] ?? this.next++;
      this.slots.set(handle, slot);
      return slot;
    });
  }
}
