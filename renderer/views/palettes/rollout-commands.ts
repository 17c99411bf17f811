/** What can be done with rollouts, by name. */
import { IconChartBar, IconFileImport, IconShieldQuestion, IconTrendingUp, IconUserSearch, IconUsersPlus, type TablerIcon } from '@tabler/icons-react';
import type { Key } from '../../../shared/model/key';
import type { SourceId } from '../../../shared/model/source';
import { openDialog } from '../../store/actions';
import { openRolloutView, openUsers, runVectors } from '../../store/rollout';
import type { Words } from '../../ui/text';

interface RolloutCommand {
  readonly id: string;
  readonly label: string;
  readonly icon: TablerIcon;
  readonly run: () => unknown;
}

/** `open` is the key that is open, null where nothing of it can be simulated. */
export function rolloutCommands(words: Words, open: { readonly sourceId: SourceId; readonly key: Key } | null): readonly RolloutCommand[] {
  // who is simulated, and how well, is seen there
  const showWho = () => open !== null && openRolloutView(open.sourceId, open.key, 'who');
  const views = [
    ['who', IconChartBar],
    ['ramp', IconTrendingUp],
    ['find', IconUserSearch],
  ] as const;
  const ofKey = open === null ? [] : views.map(([view, icon]) => ({ id: `rollout-${view}`, label: words(`rollout.commands.${view}`), icon, run: () => openRolloutView(open.sourceId, open.key, view) }));
  const show = (run: () => unknown) => () => {
    showWho();
    return run();
  };
  return [
    ...ofKey,
    { id: 'new-users', label: words('rollout.commands.newUsers'), icon: IconUsersPlus, run: show(() => openDialog('new-users')) },
    { id: 'open-users', label: words('rollout.commands.openUsers'), icon: IconFileImport, run: show(openUsers) },
    { id: 'vectors', label: words('rollout.commands.vectors'), icon: IconShieldQuestion, run: show(runVectors) },
  ];
}
