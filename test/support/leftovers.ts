/** What an app holds on to: sockets, as the kernel knows them, and what keeps its main process busy. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { ElectronApplication } from '@playwright/test';

/** How many established TCP connections this process has to a loopback port. */
export function connectionsTo(pid: number, port: number): number {
  const own = new Set<string>();
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    try {
      own.add(/^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? '');
    } catch {
      // closed meanwhile
    }
  }
  const remote = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync(`/proc/${pid}/net/tcp`, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , to, state, , , , , , inode]) => to?.endsWith(remote) && state === '01' && own.has(inode ?? '')).length;
}

/** What keeps the main process's event loop alive, counted by kind: timers, sockets, requests. Files that are just being read or written end by themselves. */
export const activeResources = (app: ElectronApplication): Promise<Record<string, number>> =>
  app.evaluate(() => {
    const counts: Record<string, number> = {};
    for (const kind of process.getActiveResourcesInfo()) if (!kind.startsWith('FSReq')) counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  });
