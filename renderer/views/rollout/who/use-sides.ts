/** The two sides that somebody has chosen to compare, with what they are called. */
import { useMemo } from 'react';
import type { Backend } from '../../../../shared/model/source';
import { revisionText } from '../../../../shared/model/revision-text';
import type { RolloutSide } from '../../../../shared/model/rollout';
import { useCell, useRolloutQuestion, useSource, useSources } from '../../../store/hooks';
import { keepQuestion } from '../../../store/rollout';
import type { SideChoice } from '../../../store/rollout-question';
import { formatTime } from '../../../ui/format';
import { useWords, type Words } from '../../../ui/text';
import { nameOf } from '../../source-name';
import { pairOf, sidesOf, type Pair } from './sides';
import type { Question } from '../use-question';

export interface Sides {
  readonly pair: Pair;
  readonly setFrom: (from: SideChoice) => void;
  readonly setTo: (to: SideChoice) => void;
  /** For main; one where there is nothing to compare with, or a revision has still to be picked. */
  readonly sides: readonly RolloutSide[];
  /** What the sides of a pair are called. */
  readonly namesOf: (pair: Pair) => readonly string[];
  /** Names what stores hold of keys elsewhere: another one when that is another. */
  readonly version: string;
}

export function useSides({ sourceId, key, subject, rule, live: now, drafted }: Question): Sides {
  const words = useWords();
  const sources = useSources();
  const backend = useSource(sourceId)?.info.source.backend ?? 'local';
  const { sides: chosen } = useRolloutQuestion(sourceId, key);
  const pair = useMemo(() => pairOf(chosen, { drafted: drafted !== null, rule, rules: subject.rules }), [chosen, drafted, rule, subject]);
  const sides = useMemo(() => sidesOf(pair, now, drafted), [pair, now, drafted]);
  const versions = [useElsewhere(pair.from), useElsewhere(pair.to)];
  const sourceName = (id: string): string => {
    const found = sources.find(({ info }) => info.source.id === id);
    return found === undefined ? '' : nameOf(found.info, words);
  };
  const called = (side: SideChoice): string => sideName(side, backend, words, sourceName);
  const namesOf = ({ from, to }: Pair): readonly string[] => {
    const first = to?.kind === 'rules' ? [...(from.kind === 'live' ? [] : [called(from)]), words(`rollout.rule.${rule}`)].join(' · ') : called(from);
    return to === null ? [first] : [first, called(to)];
  };
  return {
    pair,
    setFrom: (from) => keepQuestion(sourceId, key, { sides: { ...chosen, from } }),
    setTo: (to) => keepQuestion(sourceId, key, { sides: { ...chosen, to } }),
    sides,
    namesOf,
    version: versions.join(' '),
  };
}

/** What a revision is called: by its time where somebody saw it. */
export function revisionName({ at, time }: { readonly at: bigint; readonly time: number | null }, backend: Backend, words: Words): string {
  const revision = revisionText(at, backend);
  return time === null ? words('rollout.revisionAlone', { revision }) : words('rollout.revisionAt', { time: formatTime(time), revision });
}

function sideName(side: SideChoice, backend: Backend, words: Words, sourceName: (id: string) => string): string {
  switch (side.kind) {
    case 'live':
      return words('rollout.live');
    case 'draft':
      return words('rollout.theDraft');
    case 'revision':
      return side.at === null ? words('rollout.anEarlier') : revisionName({ at: side.at, time: side.time }, backend, words);
    case 'elsewhere':
      return `${sourceName(side.sourceId)} ${side.key}`;
    case 'rules':
      return words(`rollout.rule.${side.rule}`);
    default:
      return side satisfies never;
  }
}

/** Follows the version of a key elsewhere. */
function useElsewhere(side: SideChoice | null): string {
  const elsewhere = side?.kind === 'elsewhere' ? side : null;
  const cell = useCell(elsewhere?.sourceId ?? null, elsewhere?.key ?? null);
  return cell === null ? '' : `${cell.created} ${cell.modified} ${cell.isEntry}`;
}
