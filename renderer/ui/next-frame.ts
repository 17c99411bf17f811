import { startTransition, useEffect, useRef, useState } from 'react';

/**
 * A value as the screen showed it a frame ago: what takes long to draw a change leaves that frame to what shows it at once.
 * However fast it changes, the latest follows, once a frame at most. A window that nobody sees makes no frames, and catches up in its first.
 */
export function useNextFrame<T>(value: T): T {
  const [shown, setShown] = useState(value);
  const latest = useRef(value);
  const waiting = useRef(false);
  latest.current = value;
  useEffect(() => {
    if (waiting.current) return;
    waiting.current = true;
    const show = (): void => {
      waiting.current = false;
      startTransition(() => setShown(latest.current));
    };
    // callbacks of a frame run before it is drawn, a timer that they set after
    requestAnimationFrame(() => setTimeout(show));
  }, [value]);
  return shown;
}
