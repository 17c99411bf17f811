import { startTransition, useEffect, useState } from 'react';

/**
 * A value as the screen showed it a frame ago: what takes long to draw a change leaves that frame to what shows it at once.
 * A window that nobody sees makes no frames, and catches up in its first.
 */
export function useNextFrame<T>(value: T): T {
  const [shown, setShown] = useState(value);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    // callbacks of a frame run before it is drawn, a timer that they set after
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => startTransition(() => setShown(value)));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [value]);
  return shown;
}
