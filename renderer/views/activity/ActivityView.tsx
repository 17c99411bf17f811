import './activity.css';
import { Tabs } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../../ui/text';
import { Changes } from './Changes';
import { Written } from './Written';

/** What was written from here, and beside it everything that moved. */
export function ActivityView() {
  const words = useWords();
  const [tab, setTab] = useState<string>('written');
  return (
    <section className="activity" aria-label={words('names.activity')}>
      <Tabs value={tab} onChange={(value) => setTab(value ?? 'written')} keepMounted={false} className="activity-tabs">
        <Tabs.List>
          <Tabs.Tab value="written">{words('activity.written')}</Tabs.Tab>
          <Tabs.Tab value="moved">{words('activity.moved')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="written" className="activity-panel">
          <Written />
        </Tabs.Panel>
        <Tabs.Panel value="moved" className="activity-panel">
          <Changes />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}
