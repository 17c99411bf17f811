/** What the user can do to be sure of a source: see what changed while away, compare it with its store, see its cost, describe it for help. */
import { ref } from 'valtio';
import type { MeterReading } from '../../shared/contract';
import type { Result } from '../../shared/fault';
import type { OutageChange, ResyncReport } from '../../shared/model/resync';
import type { SourceId } from '../../shared/model/source';
import type { Verification } from '../../shared/model/verification';
import { invoke } from '../bridge';
import { revealKey } from './navigation';
import { sources, ui } from './state';

/** Lists what changed in an outage of a source, the last one if not said. */
export function showResync(sourceId: SourceId, id = sources[sourceId]?.status?.resyncs.at(-1)?.id): void {
  if (id === undefined) return;
  ui.activeSourceId = sourceId;
  ui.resync = { sourceId, id };
}

/** Shows a key from the list of an outage: as it is now, or as it was last seen if it went. */
export function revealChange(sourceId: SourceId, change: OutageChange): void {
  const state = sources[sourceId];
  if (state !== undefined) state.openedChange = ref(change);
  revealKey(sourceId, change.key);
}

/** Closes the list of what changed. */
export function closeResync(): void {
  ui.resync = null;
}

/** Takes the notice of this outage, and of those before it, off the screen. */
export function dismissResync(sourceId: SourceId, id: number): void {
  ui.dismissedResyncs[sourceId] = id;
}

/** What changed in an outage. */
export const readResync = (sourceId: SourceId, id: number): Promise<Result<ResyncReport>> => invoke('source:resync', { sourceId, id });

/** Opens the comparison of a source with its store, which begins at once; closes it with null. */
export function openVerify(sourceId: SourceId | null): void {
  ui.verify = sourceId;
}

/** Compares a source with its store. The dialog shows how it went. */
export const runVerify = (sourceId: SourceId): Promise<Result<Verification>> => invoke('source:verify', { sourceId });

/** Gives a comparison up. */
export const cancelVerify = (sourceId: SourceId): Promise<Result<null>> => invoke('source:verify-cancel', { sourceId });

/** Opens or closes the table of what sources cost. */
export function openMeter(open: boolean): void {
  ui.meter = open;
}

/** What all sources have cost so far. */
export const readMeter = (): Promise<Result<MeterReading>> => invoke('meter:read', {});

/** Puts a source's diagnostics on the clipboard, and says so with this sentence. */
export async function copyDiagnostics(sourceId: SourceId, sentence: string): Promise<void> {
  const result = await invoke('source:diagnostics', { sourceId });
  if (!result.ok) {
    ui.fault = ref(result.fault);
    return;
  }
  await navigator.clipboard.writeText(result.value);
  ui.done = sentence;
}
