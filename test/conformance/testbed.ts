/** The testbed's files, from the network or from a checkout. They stay in memory. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Parser } from 'tar';

const TAG = 'v3.9.0';
const ARCHIVE = `https://codeload.github.com/open-feature/flagd-testbed/tar.gz/refs/tags/${TAG}`;
const FLAGS = 'evaluator/flags/testkit-flags.json';
const FEATURES = 'evaluator/gherkin/';

export interface Testbed {
  readonly origin: string;
  /** The flagd document that all cases share. */
  readonly flags: string;
  /** Gherkin by file name. */
  readonly features: ReadonlyMap<string, string>;
}

/** Reads a checkout. */
export function testbedIn(folder: string): Testbed {
  const features = readdirSync(path.join(folder, FEATURES)).map((name) => [name, readFileSync(path.join(folder, FEATURES, name), 'utf8')] as const);
  return { origin: folder, flags: readFileSync(path.join(folder, FLAGS), 'utf8'), features: new Map(features) };
}

/** Fetches the testbed; rejects with a sentence where that cannot be. */
export async function fetchedTestbed(): Promise<Testbed> {
  const response = await fetch(ARCHIVE).catch((error: unknown) => {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`open-feature's cases could not be fetched (${why}). They are not kept here: connect to the network and try again, or give a checkout of flagd-testbed ${TAG} by --from=FOLDER.`);
  });
  if (!response.ok || response.body === null) throw new Error(`${ARCHIVE} answered ${response.status}. Try again later, or give a checkout of flagd-testbed ${TAG} by --from=FOLDER.`);
  const files = new Map<string, Buffer[]>();
  const parser = new Parser({
    onReadEntry: (entry) => {
      const name = entry.path.replace(/^[^/]*\//, '');
      if (name !== FLAGS && !(name.startsWith(FEATURES) && name.endsWith('.feature'))) return void entry.resume();
      const chunks: Buffer[] = [];
      files.set(name, chunks);
      entry.on('data', (chunk: Buffer) => void chunks.push(chunk));
    },
  });
  await pipeline(Readable.fromWeb(response.body as never), parser as unknown as NodeJS.WritableStream);
  const textOf = (name: string): string => Buffer.concat(files.get(name) ?? []).toString('utf8');
  const features = [...files.keys()].filter((name) => name.startsWith(FEATURES)).map((name) => [name.slice(FEATURES.length), textOf(name)] as const);
  return { origin: ARCHIVE, flags: textOf(FLAGS), features: new Map(features) };
}
