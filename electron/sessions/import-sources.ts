/** Importing sources: first what it would do, then, for what was chosen of it, doing it. Nothing in between is trusted to have stayed. */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { SourceInfo } from '../../shared/contract';
import type { ImportItem, ImportPreview } from '../../shared/model/source-answers';
import { failed, fault, ok, type Result } from '../../shared/fault';
import { freeName, type Source, type SourceId } from '../../shared/model/source';
import type { Profile, Profiles } from '../settings/profiles';
import type { Registry } from './registry';
import { asAnswered, sameTarget, settled } from './source-list';

interface PlannedImport {
  readonly preview: ImportPreview;
  readonly profiles: Profiles;
}

export class SourceImport {
  readonly #registry: Registry;
  #planned: PlannedImport | undefined;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** What importing these would do now. */
  plan(profiles: Profiles, path: string): ImportPreview {
    const items = plan(profiles.profiles, this.#registry.list()).map(({ item }) => item);
    const preview = { id: randomUUID(), path, items, secretsIgnored: profiles.secretsIgnored };
    this.#planned = { preview, profiles };
    return preview;
  }

  /** Imports the chosen items of the last preview, if the list is still what it was for. */
  async take(id: string, chosen: readonly number[]): Promise<Result<{ readonly added: number; readonly changed: number }>> {
    const planned = this.#planned;
    const steps = planned?.preview.id === id ? plan(planned.profiles.profiles, this.#registry.list()) : [];
    if (!planned || !isDeepStrictEqual(steps.map(({ item }) => item), planned.preview.items)) return failed(fault('conflict', 'source-changed'));
    this.#planned = undefined;
    let added = 0;
    let changed = 0;
    for (const index of new Set(chosen)) {
      const step = steps[index];
      const result = step && (await this.#takeOne(step));
      if (result && !result.ok) return result;
      if (step?.item.kind === 'add') added += 1;
      if (step?.item.kind === 'change') changed += 1;
    }
    return ok({ added, changed });
  }

  async #takeOne({ item, id }: Step): Promise<Result<Source> | undefined> {
    if (item.kind === 'add') return this.#registry.add(item.source, {}, { open: false });
    return item.kind === 'change' && id !== undefined ? this.#registry.editor.change(id, item.source) : undefined;
  }
}

interface Step {
  readonly item: ImportItem;
  /** The source that it changes. */
  readonly id?: SourceId;
}

/** A profile is the source of its name, otherwise the one that names the same target. */
function plan(profiles: readonly Profile[], infos: readonly SourceInfo[]): Step[] {
  const sources = infos.flatMap(({ source, sandbox }) => (sandbox ? [] : [source]));
  const taken = infos.map(({ source }) => source.name);
  const named = new Set(profiles.flatMap((profile) => ('source' in profile ? [profile.source.name] : [])));
  return profiles.map((profile): Step => {
    if (!('source' in profile)) return { item: { kind: 'broken', ...profile } };
    const given = settled(profile.source, process.cwd());
    const known = sources.find(({ name }) => name === given.name) ?? sources.find((other) => !named.has(other.name) && sameTarget(other, given));
    if (!known) {
      const name = freeName(given.name, taken);
      taken.push(name);
      return { item: { kind: 'add', source: { ...given, name } } };
    }
    const { id, ...before } = known;
    const source = asAnswered(before, given);
    return isDeepStrictEqual(before, source) ? { item: { kind: 'same', source } } : { item: { kind: 'change', source, before }, id };
  });
}
