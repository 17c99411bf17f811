import {
  IconArrowBackUp,
  IconArrowsDiff,
  IconArrowDown,
  IconArrowForwardUp,
  IconArrowUp,
  IconBinaryTree2,
  IconBolt,
  IconClock,
  IconCopy,
  IconDatabase,
  IconDownload,
  IconEye,
  IconFileExport,
  IconFileImport,
  IconFilter,
  IconHistory,
  IconKey,
  IconLanguage,
  IconListDetails,
  IconMoon,
  IconPencil,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlugConnected,
  IconPlugConnectedX,
  IconPlus,
  IconRefresh,
  IconProgress,
  IconSearch,
  IconSettings,
  IconStack2,
  IconStethoscope,
  IconSun,
  IconSunMoon,
  IconTerminal2,
  IconToggleRight,
  IconTrash,
  IconUpload,
  IconZoomCheck,
} from '@tabler/icons-react';
import { isUnderWay } from '../../../shared/model/writes';
import type { PastMoment } from '../../../shared/model/past';
import { separatorOf, type Backend } from '../../../shared/model/source';
import type { ValueDraft } from '../../../shared/model/value-draft';
import { useMemo, type ReactNode } from 'react';
import {
  askForSecrets,
  closeSource,
  draftState,
  dropDraft,
  duplicateSource,
  exportSources,
  importSources,
  moveSource,
  openDialog,
  openSource,
  readEntry,
  removeSource,
  retrySource,
  revealKey,
  reviewDraft,
  selectSource,
  setDemo,
  setFlag,
  setLanguage,
  setTheme,
  showFault,
  turnLast,
  undo,
} from '../../store/actions';
import { leavePast, travel } from '../../store/past';
import { compareWithPast, importKeys, keyCommands, openCompare } from '../../store/compare';
import { openExport } from '../../store/export';
import { copyDiagnostics, openMeter, openVerify, showResync } from '../../store/assurance';
import { useActiveSource, useFormatRules, useSelectedEntry, useSources, useUi } from '../../store/hooks';
import { killSwitch } from '../../store/kill-switch';
import { showView } from '../../store/navigation';
import { hidesValue } from '../../store/secrets';
import { labelOf, lastSegment } from '../../store/segments';
import { useWords } from '../../ui/text';
import { canSimulate, canSwitchOff, seenFlag, stampOf, type OpenEntry } from '../detail/entry';
import { keyActions } from '../changes/key-actions';
import { emptyChangeSet, reviewChangeSet } from '../../store/change-set';
import { showSteps } from '../../store/steps';
import { copyCommands } from '../copy-commands';
import { focusFilter } from '../focus';
import { phaseOf } from '../phase';
import { nameOf } from '../source-name';
import { asksForSecrets } from '../sources/asks-for-secrets';
import { rolloutCommands } from './rollout-commands';

export interface Command {
  readonly id: string;
  readonly label: string;
  readonly icon: ReactNode;
  readonly keys?: string;
  readonly run: () => void;
}

const icon = (Icon: typeof IconPlus) => <Icon size={15} stroke={1.6} />;

/** The stores' own shells; a local workspace has none. */
const shells: Readonly<Partial<Record<Backend, string>>> = { zookeeper: 'zkCli', etcd: 'etcdctl' };

/** The commands that make sense now, those for the selected key first. */
export function useCommands(): readonly Command[] {
  const words = useWords();
  const ui = useUi();
  const active = useActiveSource();
  const all = useSources();
  const entry = useSelectedEntry(ui.activeSourceId);
  const rules = useFormatRules();
  // read once for a value, not with every letter that is typed
  const can = useMemo(() => {
    if (active === null || entry === null) return { switchOff: false, simulate: false };
    const [open, separator] = [entry as OpenEntry, separatorOf(active.info.source)];
    return { switchOff: canSwitchOff(open, separator), simulate: canSimulate(open, { separator, rules }) };
  }, [active, entry, rules]);
  // in the past, what is about the live selection or the last write would be about what is not on show
  const now = ui.past === null;
  const commands: Command[] = [];
  const add = (id: string, label: string, Icon: typeof IconPlus, run: () => unknown, keys?: string) => {
    commands.push({ id, label, icon: icon(Icon), run: () => void run(), ...(keys !== undefined && { keys }) });
  };

  if (now && active !== null && entry !== null) {
    const sourceId = active.info.source.id;
    const { key } = entry;
    const name = labelOf(lastSegment(active.info.source, key), active.info.source.backend);
    const seen = stampOf(entry);
    const switchable = entry.isEntry && entry.decoded.kind === 'boolean' && active.info.writable && phaseOf(active) === 'live';
    if (switchable) add('flag', words('commands.toggleFlag', { name }), IconToggleRight, () => setFlag(sourceId, key, entry.decoded.on !== true, seen));
    if (entry.isEntry && active.info.writable && can.switchOff) {
      add('kill', words('killSwitch.command', { name }), IconBolt, () => killSwitch(sourceId, seenFlag(entry as OpenEntry)), 'Mod Shift X');
    }
    for (const action of keyActions(words, sourceId, key)) add(action.id, action.label, action.icon, action.run, action.keys);
    const draft = active.drafts.find((one) => one.key === key) as ValueDraft | undefined;
    if (draft !== undefined && active.info.writable) {
      if (draftState(draft, entry) === 'fresh') add('review-draft', words('commands.reviewDraft', { name }), IconPencil, () => reviewDraft(sourceId, draft, draft.base), 'Mod S');
      add('drop-draft', words('commands.dropDraft', { name }), IconTrash, () => dropDraft(sourceId, key));
    }
    const hidden = hidesValue(key, entry.decoded.text, separatorOf(active.info.source)) && !active.shownSecrets.includes(key);
    if (entry.isEntry && !hidden) add('copy-value', words('commands.copyValue'), IconCopy, () => copyValue(sourceId, key));
    const shell = shells[active.info.source.backend];
    if (shell !== undefined) {
      add('shell-read', words('compare.commands.read', { shell }), IconTerminal2, () => void copyCommands(keyCommands(sourceId, key, 'read'), words));
      if (entry.isEntry && !hidden) add('shell-write', words('compare.commands.write', { shell }), IconTerminal2, () => void copyCommands(keyCommands(sourceId, key, 'write'), words));
      add('shell-subtree', words('compare.commands.subtree', { shell }), IconTerminal2, () => void copyCommands(keyCommands(sourceId, key, 'write-subtree'), words));
    }
  }
  const simulated = now && active !== null && entry !== null && can.simulate;
  for (const { id, label, icon: Icon, run } of rolloutCommands(words, simulated ? { sourceId: active.info.source.id, key: entry.key } : null)) add(id, label, Icon, run);
  for (const { info, drafts } of all) {
    for (const { key } of drafts) {
      const open = () => {
        selectSource(info.source.id);
        revealKey(info.source.id, key);
      };
      add(`draft ${info.source.id} ${key}`, words('editor.draftOf', { name: key }), IconPencil, open);
    }
  }
  if (active !== null && active.changeSet.length > 0) {
    const { id } = active.info.source;
    add('review-set', words('changes.set.review', { count: active.changeSet.length }), IconStack2, () => reviewChangeSet(id));
    add('empty-set', words('changes.set.discard'), IconTrash, () => emptyChangeSet(id));
  }
  if (isUnderWay(active?.status?.writes.sequence)) add('steps', words('changes.steps.show'), IconProgress, () => showSteps(active.info.source.id));
  if (now && ui.undo !== null) add('undo', words('commands.undo', { title: ui.undo.title }), IconArrowBackUp, undo, 'Mod Z');
  add('compare', words('compare.commands.open'), IconArrowsDiff, openCompare);
  if (now && active !== null && active.info.writable) {
    const sourceId = active.info.source.id;
    const { undo: last, redo: again } = active.status?.writes ?? {};
    // the one on the screen stands here already
    if (last !== undefined && last.id !== ui.undo?.write?.id) add('undo-last', words('commands.undo', { title: last.title }), IconArrowBackUp, () => turnLast(sourceId, 'undo'));
    if (again !== undefined) add('redo', words('commands.redo', { title: again.title }), IconArrowForwardUp, () => turnLast(sourceId, 'redo'), 'Mod Shift Z');
  }
  add('keys', words('commands.showKeys'), IconBinaryTree2, () => showView('keys'));
  add('activity', words('activity.open'), IconListDetails, () => showView('activity'));
  add('go-to-key', words('commands.goToKey'), IconSearch, () => openDialog('go-to-key'), 'Mod P');
  add('filter', words('commands.filter'), IconFilter, focusFilter, '/');
  if ((active?.status?.resyncs.length ?? 0) > 0) add('away', words('commands.showAway'), IconHistory, () => active !== null && showResync(active.info.source.id));
  if (!now) add('now', words('past.back'), IconClock, leavePast);
  if (ui.past !== null && ui.past.moment !== null) {
    const { sourceId, moment } = ui.past;
    add('compare-past', words('past.compare'), IconArrowsDiff, () => compareWithPast(sourceId, moment as PastMoment));
  }
  if (active?.listed === true) add('past', words('past.open'), IconHistory, () => travel(active.info.source.id), 'Mod ⇧ H');
  add('meter', words('meter.open'), IconEye, () => openMeter(true));
  add('add-source', words('commands.addSource'), IconPlus, () => openDialog('add-source'));
  for (const { info, status } of all) {
    const { id } = info.source;
    const name = nameOf(info, words);
    if (info.sandbox && status?.phase.kind === 'live') {
      const running = status.demoRunning;
      add('demo', words(running ? 'commands.stopDemo' : 'commands.startDemo'), running ? IconPlayerStop : IconPlayerPlay, () => setDemo(id, !running));
    }
    if (id !== ui.activeSourceId) add(`show ${id}`, words('commands.switchTo', { name }), IconDatabase, () => selectSource(id));
    if (status?.phase.kind === 'live') {
      if (info.writable) add(`import-keys ${id}`, words('compare.commands.import', { name }), IconFileImport, () => importKeys(id));
      add(`export-keys ${id}`, words('compare.commands.export', { name }), IconFileExport, () => openExport(id));
    }
    if (status?.phase.kind === 'live') add(`verify ${id}`, words('verify.command', { name }), IconZoomCheck, () => openVerify(id));
    add(`diagnostics ${id}`, words('diagnostics.command', { name }), IconStethoscope, () => copyDiagnostics(id, words('diagnostics.copied', { name })));
    if (status?.phase.kind === 'suspended') add(`retry ${id}`, words('commands.retrySource', { name }), IconRefresh, () => retrySource(id));
    if (asksForSecrets(info.source)) add(`unlock ${id}`, words(info.source.user === undefined ? 'source.commands.unlockKey' : 'source.commands.unlock', { name }), IconKey, () => askForSecrets(id));
    if (!info.sandbox) {
      const at = ui.order.indexOf(id);
      add(`edit ${id}`, words('source.commands.edit', { name }), IconPencil, () => openDialog('edit-source', { sourceId: id }));
      add(`duplicate ${id}`, words('source.commands.duplicate', { name }), IconCopy, () => duplicateSource(id));
      if (at > 1) add(`up ${id}`, words('source.commands.moveUp', { name }), IconArrowUp, () => moveSource(id, at - 1), 'Alt ↑');
      if (at < ui.order.length - 1) add(`down ${id}`, words('source.commands.moveDown', { name }), IconArrowDown, () => moveSource(id, at + 1), 'Alt ↓');
      add(`remove ${id}`, words('source.commands.remove', { name }), IconTrash, () => removeSource(id));
    }
    if (info.open) add(`close ${id}`, words('commands.closeSource', { name }), IconPlugConnectedX, () => closeSource(id));
    else add(`open ${id}`, words('commands.openSource', { name }), IconPlugConnected, () => openSource(id));
  }
  if (ui.order.length > 1) add('export', words('source.list.export'), IconUpload, exportSources);
  add('import', words('source.list.import'), IconDownload, importSources);
  add('settings', words('settings.title'), IconSettings, () => openDialog('settings'), 'Mod ,');
  add('dark', words('commands.themeDark'), IconMoon, () => setTheme('dark'));
  add('light', words('commands.themeLight'), IconSun, () => setTheme('light'));
  add('system', words('commands.themeSystem'), IconSunMoon, () => setTheme('system'));
  if (ui.settings?.language === 'zh-CN') add('en', words('commands.languageEn'), IconLanguage, () => setLanguage('en'));
  else add('zh-CN', words('commands.languageZh'), IconLanguage, () => setLanguage('zh-CN'));
  return commands;
}

/** Copies the whole value as text, which for bytes that are not UTF-8 loses what is none. */
async function copyValue(sourceId: string, key: string): Promise<void> {
  const result = await readEntry(sourceId, key);
  if (!result.ok) return showFault(result.fault);
  await navigator.clipboard.writeText(new TextDecoder().decode(result.value.entry?.value ?? new Uint8Array()));
}
