import { Button } from '@mantine/core';
import { IconChartBar, IconPlayerPlay, IconPlayerStop, IconPlus, IconTerminal2 } from '@tabler/icons-react';
import type { SourceId } from '../../../shared/model/source';
import { offerSource, openDialog, revealKey, setDemo } from '../../store/actions';
import { useCell, useOffers, useSource, useSources } from '../../store/hooks';
import { openRolloutView } from '../../store/rollout';
import { Keys } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { phaseOf } from '../phase';
import { nameOf } from '../source-name';

/** An experiment that a new sandbox has. */
const EXPERIMENT = '/experiments/checkout_button_label';

/** What one can do while nothing is selected. */
export function Welcome({ sourceId }: { sourceId: SourceId }) {
  const state = useSource(sourceId);
  const words = useWords();
  const offers = useOffers();
  const all = useSources();
  const experiment = useCell(sourceId, EXPERIMENT);
  if (state === null) return null;
  const { info, status } = state;
  const running = status?.demoRunning === true;
  const live = phaseOf(state) === 'live';
  const name = nameOf(info, words);
  return (
    <div className="welcome">
      <h2>{words('welcome.title')}</h2>
      {info.sandbox ? (
        <>
          <p>{live ? words('welcome.sandbox') : words('welcome.notLive', { name })}</p>
          {live && <p>{words('welcome.flip')}</p>}
          {live && experiment?.isEntry && <p>{words('welcome.rollout')}</p>}
          <p>{words('welcome.connect')}</p>
        </>
      ) : (
        <p>{words(live ? 'welcome.other' : 'welcome.notLive', { name })}</p>
      )}
      <div className="welcome-actions">
        {info.sandbox && (
          <Button
            variant={running ? 'default' : 'filled'}
            disabled={!live}
            leftSection={running ? <IconPlayerStop size={14} /> : <IconPlayerPlay size={14} />}
            onClick={() => void setDemo(sourceId, !running)}
          >
            {words(running ? 'welcome.stopDemo' : 'welcome.startDemo')}
          </Button>
        )}
        {info.sandbox && live && experiment?.isEntry && (
          <Button
            variant="default"
            leftSection={<IconChartBar size={14} />}
            onClick={() => {
              revealKey(sourceId, EXPERIMENT);
              openRolloutView(sourceId, EXPERIMENT, 'who');
            }}
          >
            {words('welcome.openRollout')}
          </Button>
        )}
        <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => openDialog('add-source')}>
          {words('names.addSource')}
        </Button>
      </div>
      {info.sandbox && all.length === 1 && offers.environment.length > 0 && (
        <div className="welcome-actions">
          {offers.environment.map((draft, index) => (
            <Button
              key={index}
              variant="default"
              leftSection={<IconTerminal2 size={14} />}
              title={words('source.offers.environment')}
              onClick={() => offerSource(draft)}
            >
              {words('source.offers.connectTo', { name: draft.name })}
            </Button>
          ))}
        </div>
      )}
      {info.sandbox && running && <p className="muted">{words('welcome.demoRunning')}</p>}
      <dl className="welcome-keys" aria-label={words('welcome.shortcuts')}>
        {(
          [
            ['/', 'welcome.keyFilter'],
            ['Mod P', 'welcome.keyGo'],
            ['Mod K', 'welcome.keyCommands'],
            ['Mod Z', 'welcome.keyUndo'],
          ] as const
        ).map(([keys, text]) => (
          <div key={keys}>
            <dt>
              <Keys keys={keys} />
            </dt>
            <dd>{words(text)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
