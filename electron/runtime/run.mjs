import { spawn } from 'node:child_process';
import os from 'node:os';
import { boundToParent } from './display.mjs';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];
const sameKeyPressMs = 500;

/** The exit code a shell would report. */
const exitCodeOf = (code, signal) => (signal ? 128 + os.constants.signals[signal] : (code ?? 1));

/**
 * Runs a program with our own standard streams, hands it the signals that we get, and resolves to its exit code.
 * It runs in a process group of its own: npm and the terminal both pass on Ctrl+C, and to Chromium a second one means "at once".
 */
export function runForwarding(command, args, options = {}) {
  const [program, programArgs] = boundToParent(command, args);
  const child = spawn(program, programArgs, { stdio: 'inherit', detached: process.platform !== 'win32', ...options });
  const lastAt = new Map();
  const pass = (signal) => {
    const now = performance.now();
    if (now - (lastAt.get(signal) ?? -Infinity) < sameKeyPressMs) return;
    lastAt.set(signal, now);
    child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, pass);
  // Ended from outside, npm takes only its shell along: without a parent nobody waits for us any more.
  const parent = process.ppid;
  const orphaned = setInterval(() => {
    if (process.ppid !== parent) pass('SIGTERM');
  }, 500);
  const result = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(exitCodeOf(code, signal)));
  });
  return {
    child,
    result: result.finally(() => {
      clearInterval(orphaned);
      for (const signal of forwarded) process.off(signal, pass);
    }),
  };
}
