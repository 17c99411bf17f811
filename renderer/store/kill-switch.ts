/** The kill switch: "off now" for one flag, reviewed with its reason filled in, on the state that was on the screen. */
import i18next from 'i18next';
import { switchedOff } from '../../shared/flags/switch-off';
import { readValue } from '../../shared/flags/value';
import { failed, fault, type Result } from '../../shared/fault';
import { sameStamp, type Stamp } from '../../shared/model/entry';
import type { Key } from '../../shared/model/key';
import { separatorOf, type SourceId } from '../../shared/model/source';
import { invoke } from '../bridge';
import { isBusy } from './pending';
import { review } from './review';
import { sources, ui } from './state';
import { showFault, shown } from './telling';
import { nameInTitle } from './writing';

/** Characters of a key that a reason names, from its end. */
const LONGEST_KEY = 1000;

/** The state of a flag that is on the screen. */
export interface SeenFlag {
  readonly key: Key;
  readonly stamp: Stamp;
  /** All of its bytes; undefined where only their beginning is known. */
  readonly value: Uint8Array | null | undefined;
}

/** Opens the review that switches the selected flag off, or says why there is nothing to switch off. */
export async function killSwitch(sourceId: SourceId, flag: SeenFlag | null): Promise<void> {
  if (flag === null) return showFault(fault('invalid', 'kill-none'));
  const state = sources[sourceId];
  if (state === undefined || isBusy(sourceId, flag.key)) return;
  const { source, writable } = state.info;
  if (!writable) return showFault(fault('read-only', 'read-only'));
  const { key, stamp } = flag;
  const value = await valueOf(sourceId, flag);
  if (!value.ok) return;
  const off = switchedOff(readValue(key, value.value, { separator: separatorOf(source) }));
  const name = nameInTitle(sourceId, key);
  switch (off.kind) {
    case 'off': {
      const intentions = [{ kind: 'set', key, value: off.bytes, base: stamp }] as const;
      return review(sourceId, { title: i18next.t('plan.switchOff', { name }), reason: i18next.t('killSwitch.reason', { key: key.slice(-LONGEST_KEY) }), intentions });
    }
    case 'already':
      ui.done = i18next.t('killSwitch.already', { name });
      return;
    default:
      showFault(fault('invalid', `kill-${off.kind}`, {}, { key }));
  }
}

async function valueOf(sourceId: SourceId, { key, stamp, value }: SeenFlag): Promise<Result<Uint8Array | null>> {
  if (value !== undefined) return { ok: true, value };
  const reading = await invoke('entry:read', { sourceId, key });
  if (!reading.ok) return shown(reading);
  const { entry } = reading.value;
  if (entry !== null && sameStamp(entry.stamp, stamp)) return { ok: true, value: entry.value };
  return shown(failed(entry === null ? fault('conflict', 'conflict-absent', {}, { key, actual: null }) : fault('conflict', 'conflict', {}, { key, actual: entry })));
}
