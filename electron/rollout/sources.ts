/** What stands on the sides of a rollout, as threads get it. */
import { failed, fault, ok, type Result } from '../../shared/fault';
import type { Revision } from '../../shared/model/entry';
import type { RolloutSide } from '../../shared/model/rollout';
import type { SourceId } from '../../shared/model/source';
import type { SideSource } from './messages';

/** The value of a key as the store has it now, or had it at a revision, in full; null where there is no such key. */
export type ReadValue = (sourceId: SourceId, key: string, at?: Revision) => Promise<Result<Uint8Array | null>>;

/** Reads what stands on some sides. The same bytes are read, travel to a thread and are read there once. */
export async function sourcesOf(read: ReadValue, sides: readonly RolloutSide[]): Promise<Result<SideSource[]>> {
  const sources: SideSource[] = [];
  const documents = new Map<string, Uint8Array>();
  for (const { sourceId, key, flag, profile, text, at, clock } of sides) {
    const name = text === undefined ? JSON.stringify([sourceId, key, at]) : `=${text}`;
    const known = documents.get(name);
    const bytes = known !== undefined ? ok(known) : text !== undefined ? ok(new TextEncoder().encode(text)) : await read(sourceId, key, at === undefined ? undefined : BigInt(at));
    if (!bytes.ok) return bytes;
    if (bytes.value === null) return failed(fault('invalid', at === undefined ? 'rollout-no-key' : 'rollout-no-revision', {}, { key }));
    documents.set(name, bytes.value);
    const { name: rules, hash } = profile;
    sources.push({ document: bytes.value, profile: { name: rules, ...(hash !== undefined && { hash }) }, flag, clock, drafted: text !== undefined });
  }
  return ok(sources);
}
