import { Button } from '@mantine/core';
import { useState } from 'react';
import type { UsersFound } from '../../../../shared/model/rollout';
import type { FoundUser } from '../../../../shared/rollout/find/find';
import type { User } from '../../../../shared/rollout/population/user';
import { showDone } from '../../../store/actions';
import { formatNumber } from '../../../ui/format';
import { useWords, type Words } from '../../../ui/text';
import { whyWords } from '../user/CellUsers';
import { ExplainButton } from '../user/ExplainButton';
import { csvText, jsonLinesText, keysText } from './found-text';
import { OutcomeLabel } from '../OutcomeLabel';
import { nameText, valueText } from '../outcome-text';
import { dialogTitle } from '../population/dialog-title';
import { PasteDialog } from '../population/PasteDialog';

/** Users who were found; those of boundaries stand by the boundary that they are near. */
export function FoundUsers({ found, onExplain }: { found: UsersFound; onExplain: (user: User) => void }) {
  const words = useWords();
  const { users, otherwise } = found;
  const near = users.some((user) => user.near !== null);
  return (
    <div className="rollout-users">
      <CopyFound users={users} />
      <div className="rollout-list rollout-found">
        <table aria-label={words('rollout.foundUsers')}>
          <thead>
            <tr>
              <th scope="col">{words('rollout.userKey')}</th>
              {near && <th scope="col">{words('rollout.side')}</th>}
              <th scope="col" className="num">
                {words('rollout.bucketColumn')}
              </th>
              <th scope="col" className="num">
                {words('rollout.range')}
              </th>
              <th scope="col">{words('rollout.servedColumn')}</th>
              <th scope="col">{words('rollout.why')}</th>
              <th scope="col">{words('rollout.attributesTable')}</th>
              <td />
            </tr>
          </thead>
          {byBoundary(users).map((group, index) => (
            <tbody key={index}>
              {group[0]?.near && (
                <tr>
                  <th colSpan={8} scope="rowgroup" className="rollout-boundary">
                    {boundaryWords(words, group[0].near)}
                  </th>
                </tr>
              )}
              {group.map((user) => (
                <tr key={`${user.key} ${user.near?.side}`}>
                  <th scope="row" className="clip" title={user.key}>
                    <bdi>{nameText(user.key)}</bdi>
                  </th>
                  {near && <td>{user.near !== null && sideWords(words, user.near)}</td>}
                  <td className="num">{user.bucket === null ? <span className="muted">–</span> : `${formatNumber(user.bucket.bucket)} / ${formatNumber(user.bucket.total)}`}</td>
                  <td className="num">{user.bucket === null ? <span className="muted">–</span> : rangeWords(words, user.bucket)}</td>
                  <td>
                    <OutcomeLabel of={user.outcome ?? 'app-default'} />
                  </td>
                  <td className="clip">{whyWords(words, user.why, otherwise)}</td>
                  <td className="clip muted rollout-found-attributes" title={valueText(user.attributes)}>
                    {Object.keys(user.attributes).length === 0 ? '–' : <bdi>{valueText(user.attributes)}</bdi>}
                  </td>
                  <td>
                    <ExplainButton user={{ key: user.key, attributes: user.attributes }} onExplain={onExplain} />
                  </td>
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </div>
  );
}

function CopyFound({ users }: { users: readonly FoundUser[] }) {
  const words = useWords();
  const [keeping, setKeeping] = useState(false);
  const copy = (text: string) => void navigator.clipboard.writeText(text).then(() => showDone(words('rollout.copied', { count: users.length, shown: formatNumber(users.length) })));
  // a pasted population has keys only
  const keepable = users.every(({ attributes }) => Object.keys(attributes).length === 0);
  return (
    <div className="rollout-copy">
      <Button variant="default" size="compact-sm" onClick={() => copy(keysText(users))}>
        {words('rollout.copyKeys')}
      </Button>
      <Button variant="default" size="compact-sm" onClick={() => copy(csvText(users))}>
        {words('rollout.copyCsv')}
      </Button>
      <Button variant="default" size="compact-sm" onClick={() => copy(jsonLinesText(users))}>
        {words('rollout.copyJson')}
      </Button>
      {keepable && (
        <Button variant="default" size="compact-sm" onClick={() => setKeeping(true)}>
          {words('rollout.keepAsPopulation')}
        </Button>
      )}
      {keeping && <PasteDialog title={dialogTitle(words('rollout.keepAsPopulation'))} keys={[...new Set(users.map(({ key }) => key))]} onClose={() => setKeeping(false)} />}
    </div>
  );
}

type Near = NonNullable<FoundUser['near']>;

/** Users in a row who are near the same boundary. */
function byBoundary(users: readonly FoundUser[]): readonly (readonly FoundUser[])[] {
  const groups: FoundUser[][] = [];
  for (const user of users) {
    const last = groups.at(-1)?.[0]?.near;
    if (groups.length > 0 && last?.at === user.near?.at && last?.total === user.near?.total && last?.place?.offset === user.near?.place?.offset) groups.at(-1)?.push(user);
    else groups.push([user]);
  }
  return groups;
}

function boundaryWords(words: Words, { at, total, place }: Near): string {
  const said = words('rollout.boundaryAt', { at: formatNumber(at), total: formatNumber(total) });
  return place === null ? said : `${said} ${words('rollout.line', { line: place.line })}`;
}

function sideWords(words: Words, { side, distance }: Near): string {
  if (distance === 0) return words(side === 'below' ? 'rollout.justBelow' : 'rollout.justAbove');
  const away = distance < 0.001 ? distance.toExponential(0) : formatNumber(distance);
  return words(side === 'below' ? 'rollout.below' : 'rollout.above', { distance: away });
}

function rangeWords(words: Words, { range }: NonNullable<FoundUser['bucket']>): string {
  return range === null ? words('rollout.noRange') : `${formatNumber(range.from)} – ${formatNumber(range.to)}`;
}
