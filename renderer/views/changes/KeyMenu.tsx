import { Menu } from '@mantine/core';
import { Fragment } from 'react';
import type { Key } from '../../../shared/model/key';
import type { SourceId } from '../../../shared/model/source';
import { keyFacts } from '../../store/key-facts';
import { Keys } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { focusTree } from '../focus';
import { keyActions } from './key-actions';

/** Where a menu was asked for, and for which key. */
export interface MenuPlace {
  readonly key: Key;
  readonly x: number;
  readonly y: number;
}

/** What can be done with a key, at the point where it was asked for. */
export function KeyMenu({ sourceId, place, onClose }: { sourceId: SourceId; place: MenuPlace; onClose: () => void }) {
  const words = useWords();
  const actions = keyActions(words, sourceId, place.key);
  const whyNot = keyFacts(sourceId, place.key)?.whyNot ?? null;
  const close = () => {
    onClose();
    // a form or a review that was opened takes the focus from there, and gives it back there
    focusTree();
  };
  return (
    <Menu opened onClose={close} position="bottom-start" width={290} offset={2} returnFocus={false}>
      <Menu.Target>
        <span className="menu-point" style={{ left: place.x, top: place.y }} />
      </Menu.Target>
      <Menu.Dropdown>
        {whyNot !== null && <Menu.Label>{words(`changes.key.why.${whyNot}`)}</Menu.Label>}
        {actions.map(({ id, label, icon: Icon, keys, group, danger, run }, index) => (
          <Fragment key={id}>
            {index > 0 && actions[index - 1]?.group !== group && <Menu.Divider />}
            <Menu.Item
              leftSection={<Icon size={14} />}
              rightSection={keys !== undefined && <Keys keys={keys} />}
              className={danger === true ? 'menu-danger' : undefined}
              onClick={() => {
                close();
                run();
              }}
            >
              {label}
            </Menu.Item>
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
