import type { AttributeLook, SideNews } from '../../../../shared/model/rollout';
import { formatNumber } from '../../../ui/format';
import { Note } from '../../../ui/parts';
import { problemSentence, useWords, type Words } from '../../../ui/text';
import { shortJson } from '../../forms/pieces';
import { oneLine } from '../../tree/name-pieces';

/** Lines that are shown at once. */
const MOST_LINES = 6;

/** What was noticed of the users: attributes that none of them has, values that rules cannot compare, rules that come to a stop. */
export function NoticedList({ sides, names, done }: { sides: readonly SideNews[]; names: readonly string[]; done: boolean }) {
  const words = useWords();
  const lines = linesOf(sides, names, words, done);
  if (lines.length === 0) return null;
  return (
    <Note tone="warn">
      <ul className="rollout-noticed" aria-label={words('rollout.noticed')}>
        {lines.slice(0, MOST_LINES).map((line) => (
          <li key={line}>{oneLine(line)}</li>
        ))}
        {lines.length > MOST_LINES && <li>{words('rollout.noticedMore', { count: lines.length - MOST_LINES })}</li>}
      </ul>
    </Note>
  );
}

/** A sentence for each thing; what is noticed of both sides alike is said once, of the second. */
function linesOf(sides: readonly SideNews[], names: readonly string[], words: Words, done: boolean): string[] {
  const told = sides.map((side) => sentencesOf(side, words, done));
  const [first = [], second = []] = told;
  const both = new Set(first.map(({ id }) => id).filter((id) => second.some((each) => each.id === id)));
  return told.flatMap((of, side) =>
    of.flatMap(({ id, sentence }) => {
      if (both.has(id)) return side === 0 ? [] : [sentence];
      return [sides.length > 1 ? words('rollout.ofSide', { side: names[side] ?? '', sentence }) : sentence];
    }),
  );
}

interface Sentence {
  readonly id: string;
  readonly sentence: string;
}

function sentencesOf({ looks, looked, noticed }: SideNews, words: Words, done: boolean): Sentence[] {
  // a time that the user has not is now
  const missing = done ? [...new Set(looks.filter(({ present, wanted }) => present === 0 && wanted !== 'time').map(({ name }) => name))] : [];
  const unfit = looks.filter((look) => look.unfit > 0);
  return [
    ...unfit.map((look) => ({ id: `unfit ${look.name} ${look.wanted} ${look.unfit}`, sentence: unfitSentence(look, looked, words) })),
    ...noticed.map(({ problem, count, examples }) => ({
      id: `${problem.code} ${JSON.stringify(problem.params)} ${count}`,
      sentence: words('rollout.noticedOf', { count, users: usersWords(words, looked), problem: problemSentence(problem), examples: examples.join(', '), line: lineOf(problem.place, words) }),
    })),
    ...(missing.length === 0 ? [] : [{ id: `missing ${missing.join(' ')}`, sentence: words('rollout.noneHas', { names: missing.join(', ') }) }]),
  ];
}

function unfitSentence({ name, wanted, unfit, place, examples }: AttributeLook, users: number, words: Words): string {
  return words('rollout.unfit', {
    count: unfit,
    users: usersWords(words, users),
    name,
    wanted: words(`rollout.wanted.${wanted ?? 'text'}`),
    rule: place === null ? words('rollout.theRule') : words('rollout.ruleInLine', { line: place.line }),
    examples: examples.map(({ key, value }) => `${key} ${shortJson(value)}`).join(', '),
  });
}

const usersWords = (words: Words, count: number): string => words('rollout.users', { count, shown: formatNumber(count) });
const lineOf = (place: AttributeLook['place'], words: Words): string => (place === null ? '' : words('rollout.line', { line: place.line }));
