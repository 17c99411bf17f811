/** The populations that a person has kept, and their users. Files are named, not copied: they are read when they are first needed in a run. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { failed, fault, ok, type Result } from '../../shared/fault';
import { MOST_PASTED_ALL, MOST_POPULATIONS, type PopulationDraft, type PopulationInfo } from '../../shared/model/rollout';
import { synthetic } from '../../shared/rollout/population/synthetic';
import { TableBuilder, tabled } from '../../shared/rollout/population/table';
import type { Population } from '../../shared/rollout/population/user';
import type { SettingsFile } from '../settings/file';
import type { PopulationSettings } from '../settings/populations';
import { everybody } from './everybody';
import type { PopulationSource } from './messages';
import type { UserFile } from './user-file';

type Kept = PopulationSettings['populations'][number];

/** Users ready to be evaluated. */
export interface Users {
  readonly source: PopulationSource;
  readonly population: Population;
}

export class Populations {
  readonly #settings: SettingsFile<PopulationSettings>;
  readonly #read: (path: string, keyName?: string) => Promise<Result<UserFile>>;
  readonly #files = new Map<string, UserFile>();
  /** Files that are being read: whoever asks for one meanwhile waits for the same. */
  readonly #reads = new Map<string, Promise<Result<UserFile>>>();
  /** Why files could not be read when it was tried last. */
  readonly #failures = new Map<string, Result<never>>();
  /** How often each population was kept in this run. */
  readonly #revisions = new Map<string, number>();

  /** `read` reads a file of users, in a thread. */
  constructor(settings: SettingsFile<PopulationSettings>, read: (path: string, keyName?: string) => Promise<Result<UserFile>>) {
    this.#settings = settings;
    this.#read = read;
  }

  list(): PopulationInfo[] {
    return this.#all().map((each) => this.#info(each));
  }

  /** Keeps a population, in the place of the one that has this id. */
  keep(name: string, of: PopulationDraft, id: string = randomUUID()): Result<PopulationInfo> {
    const put = this.#put({ id, name, of });
    return put.ok ? ok(this.#info(put.value)) : put;
  }

  /** Reads the file of a population anew, with another key. */
  async reread(id: string, keyName: string): Promise<Result<PopulationInfo>> {
    const kept = this.#all().find((each) => each.id === id);
    return kept?.of.kind === 'file' ? this.keepFile(kept.of.path, keyName) : failed(fault('invalid', 'population-gone'));
  }

  /** Reads a file of users and keeps its name. */
  async keepFile(file: string, keyName?: string): Promise<Result<PopulationInfo>> {
    const read = await this.#read(file, keyName);
    if (!read.ok) return read;
    const known = this.#all().find(({ of }) => of.kind === 'file' && of.path === file);
    const id = known?.id ?? randomUUID();
    const put = this.#put({ id, name: known?.name ?? this.#nameFor(file), of: { kind: 'file', path: file, keyName: read.value.keyName } });
    if (!put.ok) return put;
    this.#reads.delete(id);
    this.#failures.delete(id);
    this.#files.set(id, read.value);
    return ok(this.#info(put.value));
  }

  remove(id: string): void {
    const { value } = this.#settings;
    this.#files.delete(id);
    this.#reads.delete(id);
    this.#failures.delete(id);
    this.#settings.set({ ...value, populations: value.populations.filter((each) => each.id !== id) });
  }

  /** The users of a population; a file is read first if it has not been. */
  async users(id: string): Promise<Result<Users>> {
    const kept = this.#all().find((each) => each.id === id);
    if (!kept) return failed(fault('invalid', 'population-gone'));
    const { of } = kept;
    if (of.kind === 'synthetic') return ok({ source: of, population: synthetic(of.spec) });
    if (of.kind === 'pasted') return ok(fromTable(pasted(of.keys)));
    const file = this.#files.get(id);
    const read = file === undefined ? await this.#readOnce(id, of) : ok(file);
    return read.ok ? ok(fromTable(read.value.table)) : read;
  }

  /** The same for who asks again by itself: a file that could not be read, or whose reading was given up, is not read again. */
  usersUnlessFailed(id: string): Promise<Result<Users>> {
    const failure = this.#failures.get(id);
    return failure === undefined ? this.users(id) : Promise.resolve(failure);
  }

  async #readOnce(id: string, { path: file, keyName }: Extract<Kept['of'], { kind: 'file' }>): Promise<Result<UserFile>> {
    const reading = this.#reads.get(id) ?? this.#read(file, keyName);
    this.#reads.set(id, reading);
    const read = await reading;
    // not where the file was opened anew or removed meanwhile
    if (this.#reads.get(id) === reading) {
      this.#reads.delete(id);
      if (read.ok) {
        this.#files.set(id, read.value);
        this.#failures.delete(id);
      } else this.#failures.set(id, read);
    }
    return read;
  }

  /** A file's own name, with a number where another population has it. */
  #nameFor(file: string): string {
    const taken = new Set(this.#all().map(({ name }) => name));
    const { name, ext } = path.parse(file);
    for (let count = 1; ; count++) {
      const found = `${name.slice(0, 150)}${count === 1 ? '' : ` (${count})`}${ext.slice(0, 40)}`;
      if (!taken.has(found)) return found;
    }
  }

  #all(): readonly Kept[] {
    return [everybody, ...this.#settings.value.populations];
  }

  #put(kept: Kept): Result<Kept> {
    const { value } = this.#settings;
    const others = value.populations.filter(({ id }) => id !== kept.id);
    if (kept.id === everybody.id) return failed(fault('invalid', 'population-fixed'));
    if (others.length >= MOST_POPULATIONS) return failed(fault('too-large', 'populations-full', { limit: MOST_POPULATIONS }));
    if (others.some(({ name }) => name === kept.name)) return failed(fault('invalid', 'population-name-taken', { name: kept.name }));
    const pasted = [...others, kept].reduce((sum, { of }) => sum + (of.kind === 'pasted' ? of.keys.length : 0), 0);
    if (kept.of.kind === 'pasted' && pasted > MOST_PASTED_ALL) return failed(fault('too-large', 'pasted-full', { limit: MOST_PASTED_ALL }));
    this.#settings.set({ ...value, populations: [...others, kept] });
    this.#revisions.set(kept.id, (this.#revisions.get(kept.id) ?? 0) + 1);
    return ok(kept);
  }

  #info({ id, name, of }: Kept): PopulationInfo {
    const base = { id, name, kind: of.kind, revision: this.#revisions.get(id) ?? 0 };
    if (of.kind === 'synthetic') return { ...base, size: of.spec.size, attributes: of.spec.attributes.map((each) => each.name), spec: of.spec };
    if (of.kind === 'pasted') return { ...base, size: of.keys.length, attributes: [] };
    const read = this.#files.get(id);
    const { brokenCount = 0, broken = [], cut = false, facts = [] } = read ?? {};
    return { ...base, size: read?.table.keys.ends.length ?? null, attributes: facts.map((each) => each.name), file: { keyName: of.keyName, brokenCount, broken, cut, facts } };
  }
}

const fromTable = (table: UserFile['table']): Users => ({ source: { kind: 'table', table }, population: tabled(table) });

function pasted(keys: readonly string[]): UserFile['table'] {
  const builder = new TableBuilder('text');
  for (const key of keys) builder.add({ key, attributes: {} });
  return builder.build();
}
