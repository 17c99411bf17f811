/**
 * One process at a time, by a lock that the kernel holds and therefore lets go of however its holder ends: there is no stale lock to
 * judge and no process id to mistake for another's.
 * - Linux: an abstract Unix socket; Windows: a named pipe. Both are names that only one process can listen on and that leave nothing
 *   on the disk. They are made of the directory's device and inode, so that every path to it meets the same lock.
 * - elsewhere (macOS, BSD): a file opened with O_EXLOCK, which is flock(2).
 * Rejected: a file with a process id (stale after kill -9, and ids are reused); a file renewed by a timer (a suspended laptop loses
 * it, and a second process waits seconds after a crash); a socket file (has to be judged stale and removed, which races).
 * An abstract socket is seen only within its network namespace, flock only on this machine: beyond that the journal's check before
 * each write (see journal.ts) notices a second writer.
 */
import fs from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { locked } from './faults';

/** A held lock. */
export interface Lock {
  release(): Promise<void>;
}

const LOCK_FILE = 'workspace.lock';
const PID_FILE = 'workspace.pid';
/** From sys/fcntl.h of macOS and the BSDs; Node hands it on but does not name it. */
const O_EXLOCK = 0x20;
/** Length of sun_path. The name fills it: versions of libuv differ in whether they pad a shorter one with NUL. */
const ABSTRACT_NAME_LENGTH = 108;

/** Takes the lock of this directory, or rejects with `workspace-locked` naming the holder's process id. */
export async function takeLock(directory: string): Promise<Lock> {
  const held = process.platform === 'linux' || process.platform === 'win32' ? await listen(directory) : await lockFile(directory);
  // only for the sentence that a second process shows; it decides nothing
  const pidFile = path.join(directory, PID_FILE);
  if (held) {
    // nor does it have to succeed: a workspace on a full disk can still be read
    await fs.writeFile(pidFile, `${process.pid}\n`, { mode: 0o600 }).catch(() => {});
    return {
      release: async () => {
        await fs.rm(pidFile, { force: true }).catch(() => {});
        await held.release();
      },
    };
  }
  const pid = await fs.readFile(pidFile, 'utf8').catch(() => '');
  throw locked(directory, pid.trim() || '?');
}

async function listen(directory: string): Promise<Lock | undefined> {
  const { dev, ino } = await fs.stat(directory, { bigint: true });
  const name = `flagscope-workspace-${dev}-${ino}`;
  const address = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `\0${name}`.padEnd(ABSTRACT_NAME_LENGTH, '-');
  const server = net.createServer((socket) => socket.destroy());
  server.unref();
  const listening = await new Promise<boolean>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
    server.listen({ path: address, exclusive: true }, () => resolve(true));
  });
  return listening ? { release: () => new Promise((resolve) => server.close(() => resolve())) } : undefined;
}

async function lockFile(directory: string): Promise<Lock | undefined> {
  const { O_RDWR, O_CREAT, O_NONBLOCK } = fs.constants;
  try {
    // never removed: a process that had just opened it would hold the lock of a file that nobody else can find
    const handle = await fs.open(path.join(directory, LOCK_FILE), O_RDWR | O_CREAT | O_NONBLOCK | O_EXLOCK, 0o600);
    return { release: () => handle.close() };
  } catch (error) {
    if (['EAGAIN', 'EWOULDBLOCK'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
