import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Moves, SideMade, UsersPage } from '../../../../shared/model/rollout';
import type { User } from '../../../../shared/rollout/population/user';
import type { Why } from '../../../../shared/rollout/simulation';
import { movesIn, usersIn, type RolloutCell } from '../../../store/rollout';
import { formatNumber } from '../../../ui/format';
import { useWords, type Words } from '../../../ui/text';
import { nameText, valueText } from '../outcome-text';
import { ExplainButton } from './ExplainButton';

const PAGE = 50;
const MOST_COLUMNS = 6;

/** Why somebody is served something, in words. `otherwise` is the rule of its side that stands without a condition. */
export function whyWords(words: Words, { reason, rule }: Why, otherwise: number | null): string {
  if (rule === null || (rule === otherwise && reason === 'default')) return words(`rollout.reason.${reason}`);
  if (rule === otherwise) return words('rollout.reason.otherwise');
  return words(reason === 'default' ? 'rollout.reason.ruleDefault' : 'rollout.reason.rule', { number: rule + 1 });
}

interface CellUsersProps {
  readonly cell: RolloutCell;
  /** What the two sides are called; left out where there is one. */
  readonly names?: readonly string[];
  /** Sides of the simulation. */
  readonly sides: readonly SideMade[];
  /** Whether the simulation is done: before, its users are those that were found so far. */
  readonly done: boolean;
  readonly onExplain: (user: User) => void;
}

/** The users of a cell, with why they are in it. */
export function CellUsers({ cell, names: called, sides, done, onExplain }: CellUsersProps) {
  const words = useWords();
  const [users, setUsers] = useState<UsersPage['users']>([]);
  const [next, setNext] = useState<number | null>(0);
  const [moves, setMoves] = useState<Moves>([]);
  /** Which list is on show: a page is not put behind another one. */
  const list = useRef(0);
  const more = async (start: number, before: UsersPage['users']) => {
    const own = list.current;
    const page = await usersIn(cell, start, PAGE);
    if (own !== list.current) return;
    setUsers(page.ok ? [...before, ...page.value.users] : before);
    setNext(page.ok ? page.value.next : null);
  };
  const { id, side, from, to } = cell;
  useEffect(() => {
    let current = true;
    const of = { id, side, from, to };
    void Promise.all([usersIn(of, 0, PAGE), movesIn(of)]).then(([page, found]) => {
      if (!current) return;
      list.current++;
      setUsers(page.ok ? page.value.users : []);
      setNext(page.ok ? page.value.next : null);
      setMoves(found.ok ? found.value : []);
    });
    return () => {
      current = false;
    };
  }, [id, side, from, to, done]);
  const [ofBefore = null, ofAfter = null] = [sides[side]?.otherwise, sides[side + 1]?.otherwise];
  const names = [...new Set(users.flatMap(({ attributes }) => Object.keys(attributes)))].slice(0, MOST_COLUMNS);
  return (
    <section className="rollout-users">
      <ul className="rollout-moves num" aria-label={words('rollout.why')}>
        {moves.map(({ before, after, count }, index) => (
          <li key={index}>
            {words('rollout.whyCount', {
              count,
              shown: formatNumber(count),
              why: called === undefined ? whyWords(words, before, ofBefore) : words('rollout.whyMoved', { from: called[0] ?? '', before: whyWords(words, before, ofBefore), to: called[1] ?? '', after: whyWords(words, after, ofAfter) }),
            })}
          </li>
        ))}
      </ul>
      <div className="rollout-list">
        <table aria-label={words('rollout.usersOfCell')}>
          <thead>
            <tr>
              <th scope="col">{words('rollout.userKey')}</th>
              {names.map((name) => (
                <th key={name} scope="col" className="clip" title={name}>
                  <bdi>{nameText(name)}</bdi>
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {users.map(({ index, ...user }) => (
              <tr key={index}>
                <th scope="row" className="clip" title={user.key}>
                  <bdi>{nameText(user.key)}</bdi>
                </th>
                {names.map((name) => (
                  <td key={name} className="clip" {...(name in user.attributes && { title: textOf(user.attributes[name]) })}>
                    {name in user.attributes ? <bdi>{textOf(user.attributes[name])}</bdi> : <span className="muted">–</span>}
                  </td>
                ))}
                <td>
                  <ExplainButton user={user} onExplain={onExplain} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {next !== null && users.length > 0 && (
          <Button variant="subtle" onClick={() => void more(next, users)}>
            {words('rollout.moreUsers')}
          </Button>
        )}
      </div>
    </section>
  );
}

const textOf = (value: unknown): string => (typeof value === 'string' ? nameText(value) : valueText(value));
