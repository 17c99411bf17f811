/** The populations that a person has kept, and their users. Files are named, not copied: they are read when they are first needed in a run. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { failed, fault, ok, type Result } from '../../shared/fault';
import { MOST_POPULATIONS, type PopulationDraft, type PopulationInfo } from '../../shared/model/rollout';
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
    return this.#put({ id, name, of });
  }

  /** Reads a file of users and keeps its name. */
  async keepFile(file: string, keyName?: string): Promise<Result<PopulationInfo>> {
    const read = await this.#read(file, keyName);
    if (!read.ok) return read;
    const known = this.#all().find(({ of }) => of.kind === 'file' && of.path === file);
    const id = known?.id ?? randomUUID();
    this.#files.set(id, read.value);
    return this.#put({ id, name: known?.name ?? path.basename(file), of: { kind: 'file', path: file, keyName: read.value.keyName } });
  }

  remove(id: string): void {
    const { value } = this.#settings;
    this.#files.delete(id);
    this.#settings.set({ ...value, populations: value.populations.filter((each) => each.id !== id) });
  }

  /** The users of a population; a file is read first if it has not been. */
  async users(id: string): Promise<Result<Users>> {
    const kept = this.#all().find((each) => each.id === id);
    if (!kept) return failed(fault('invalid', 'population-gone'));
    const { of } = kept;
    if (of.kind === 'synthetic') return ok({ source: of, population: synthetic(of.spec) });
    if (of.kind === 'pasted') return ok(fromTable(pasted(of.keys)));
    if (!this.#files.has(id)) {
      const read = await this.#read(of.path, of.keyName);
      if (!read.ok) return read;
      this.#files.set(id, read.value);
    }
    const file = this.#files.get(id);
    return file === undefined ? failed(fault('invalid', 'population-gone')) : ok(fromTable(file.table));
  }

  #all(): readonly Kept[] {
    return [everybody, ...this.#settings.value.populations];
  }

  #put(kept: Kept): Result<PopulationInfo> {
    const { value } = this.#settings;
    const others = value.populations.filter(({ id }) => id !== kept.id);
    if (kept.id === everybody.id) return failed(fault('invalid', 'population-fixed'));
    if (others.length >= MOST_POPULATIONS) return failed(fault('too-large', 'populations-full', { limit: MOST_POPULATIONS }));
    if (others.some(({ name }) => name === kept.name)) return failed(fault('invalid', 'population-name-taken', { name: kept.name }));
    this.#settings.set({ ...value, populations: [...others, kept] });
    return ok(this.#info(kept));
  }

  #info({ id, name, of }: Kept): PopulationInfo {
    if (of.kind === 'synthetic') return { id, name, kind: of.kind, size: of.spec.size, attributes: of.spec.attributes.map((each) => each.name), spec: of.spec };
    if (of.kind === 'pasted') return { id, name, kind: of.kind, size: of.keys.length, attributes: [], keys: of.keys };
    const read = this.#files.get(id);
    const { brokenCount = 0, broken = [], cut = false } = read ?? {};
    return {
      id,
      name,
      kind: of.kind,
      size: read?.table.ends.length ?? null,
      attributes: read?.table.columns.map((column) => column.name) ?? [],
      file: { path: of.path, keyName: of.keyName, brokenCount, broken, cut },
    };
  }
}

const fromTable = (table: UserFile['table']): Users => ({ source: { kind: 'table', table }, population: tabled(table) });

function pasted(keys: readonly string[]): UserFile['table'] {
  const builder = new TableBuilder();
  for (const key of keys) builder.add({ key, attributes: {} });
  return builder.build();
}
