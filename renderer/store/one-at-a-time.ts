/** Runs tasks one after the other. Of those that come while one runs only the newest is run. */
export function oneAtATime(): (task: () => Promise<void>) => void {
  let waiting: (() => Promise<void>) | undefined;
  let running = false;
  const runAll = async (): Promise<void> => {
    running = true;
    try {
      for (let task = waiting; task; task = waiting) {
        waiting = undefined;
        await task();
      }
    } finally {
      running = false;
    }
  };
  return (task) => {
    waiting = task;
    if (!running) void runAll();
  };
}
