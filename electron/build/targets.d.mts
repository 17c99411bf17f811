import type { InlineConfig } from 'vite';

/** Vite's configuration of the thread that reads and writes files: one file, `transfer-worker.cjs` in `outDir`. */
export function transferTarget(outDir: string, options?: object): InlineConfig;

/** Vite's configuration of the threads of rollouts: one file, `rollout-thread.cjs` in `outDir`. */
export function rolloutTarget(outDir: string, options?: object): InlineConfig;
