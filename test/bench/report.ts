/** What a row measured, and how it is told: a table for people, JSON for comparisons over time. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const resultsFile = path.resolve(import.meta.dirname, '../../dist/bench/results.json');

/** One line of the table. */
export interface Line {
  readonly what: string;
  /** What the floor came to, in words with units. */
  readonly floor: string;
  readonly measured: string;
  /** Measured against the floor: a ratio or a difference. */
  readonly compared: string;
  readonly budget: string;
  /** Whether the budget was kept; null for a line that has none. */
  readonly kept: boolean | null;
  /** Everything behind the line, in plain numbers. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Measures one row of the budget table. Throws where what was measured turned out wrong. */
export type Row = () => Promise<readonly Line[]>;

const columns = ['what', 'floor', 'measured', 'compared', 'budget'] as const;

/** The lines as a Markdown table. */
export function tableOf(lines: readonly Line[]): string {
  const rows = lines.map((line) => [...columns.map((column) => line[column]), line.kept === null ? '-' : line.kept ? 'kept' : 'MISSED']);
  const all = [[...columns, ''], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0))) ?? [];
  const write = (cells: readonly string[]): string => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [write(all[0] ?? []), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(write)].join('\n');
}

/** Writes all lines with the machine they were measured on, and gives the file's name. */
export function writeResults(lines: readonly Line[], machine: Readonly<Record<string, unknown>>): string {
  mkdirSync(path.dirname(resultsFile), { recursive: true });
  writeFileSync(resultsFile, `${JSON.stringify({ ...machine, lines }, null, 2)}\n`);
  return path.relative(process.cwd(), resultsFile);
}

/** What the numbers depend on beside the code. */
export const machineNow = (): Readonly<Record<string, unknown>> => ({
  at: new Date().toISOString(),
  node: process.version,
  cpu: os.cpus()[0]?.model.trim(),
  cores: os.cpus().length,
  system: readSystem(),
  loadAverage: os.loadavg().map((load) => Number(load.toFixed(2))),
});

function readSystem(): string {
  try {
    return /^PRETTY_NAME="?(.*?)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? os.type();
  } catch {
    return `${os.type()} ${os.release()}`;
  }
}
