/** Sizes and choices of this window that no other process needs: kept in the page's own storage. */
import { useState } from 'react';

/** Remembers a value under a name, without rendering anything again. */
export function remember(name: string, value: unknown): void {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // a full or forbidden storage only costs the memory of a size
  }
}

/** What is remembered under a name; null for nothing. */
export function recall(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(name) ?? 'null');
  } catch {
    return null;
  }
}

/** A value remembered under a name; `isValid` keeps out what an older version may have left. */
export function useRemembered<T>(name: string, initial: T, isValid: (value: unknown) => value is T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    const stored = recall(name);
    return isValid(stored) ? stored : initial;
  });
  const change = (next: T) => {
    setValue(next);
    remember(name, next);
  };
  return [value, change];
}
