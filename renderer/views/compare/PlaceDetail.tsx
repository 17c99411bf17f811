import { Button, SegmentedControl } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import type { Result } from '../../../shared/fault';
import type { PlaceValues } from '../../../shared/model/comparison';
import { sameBytes } from '../../../shared/model/key';
import { readPlace, type ComparedSide } from '../../store/compare';
import { useCompare } from '../../store/hooks';
import { openRollout } from '../../store/rollout';
import { formatBytes } from '../../ui/format';
import { Note } from '../../ui/parts';
import { useRemembered } from '../../ui/remember';
import { faultSentence, useWords, type Words } from '../../ui/text';
import { ValueDiff, type DiffLayout } from '../diff/ValueDiff';
import { KeyEnd } from '../RowParts';
import { useIsRollout } from '../rollout/use-is-rollout';
import { SecretGate } from '../SecretGate';
import type { SideNames } from './side-names';

const layouts: readonly DiffLayout[] = ['unified', 'sideBySide'];
const isLayout = (value: unknown): value is DiffLayout => layouts.some((layout) => layout === value);

/** One place in full: what differs between its two values. */
export function PlaceDetail({ id, index, names }: { id: string; index: number; names: SideNames }) {
  const words = useWords();
  const [layout, setLayout] = useRemembered<DiffLayout>('compare-layout', 'sideBySide', isLayout);
  const [read, setRead] = useState<{ readonly index: number; readonly result: Result<PlaceValues> } | null>(null);
  useEffect(() => {
    let wanted = true;
    void readPlace(id, index).then((result) => wanted && setRead({ index, result }));
    return () => {
      wanted = false;
    };
  }, [id, index]);
  if (read === null || read.index !== index) return <div className="compare-detail" />;
  if (!read.result.ok) return <Note tone="bad">{faultSentence(read.result.fault)}</Note>;
  const values = read.result.value;
  const { left, right, leftKey, rightKey } = values;
  return (
    <section className="compare-detail" aria-label={words('compare.diff')}>
      <div className="compare-detail-head">
        <SideHead name={names.left} keyText={leftKey} value={left} words={words} />
        <SideHead name={names.right} keyText={rightKey} value={right} words={words} />
        <div className="compare-detail-tools">
          <RolloutButton values={values} />
          <SegmentedControl
            aria-label={words('compare.diff')}
            value={layout}
            onChange={(value) => isLayout(value) && setLayout(value)}
            data={layouts.map((value) => ({ value, label: words(`compare.${value}`) }))}
          />
        </div>
      </div>
      <Gates values={values}>
        {left !== undefined && right !== undefined && sameBytes(left, right) && <p className="padded muted">{words('compare.sameValue')}</p>}
        <ValueDiff name={rightKey} nameBefore={leftKey} label={words('compare.diff')} before={left === undefined ? 'absent' : left} after={right === undefined ? 'absent' : right} layout={layout} />
      </Gates>
    </section>
  );
}

/** Opens who is served what by the two, where both are as they are now and hold flags. */
function RolloutButton({ values: { leftKey, rightKey, left, right } }: { values: PlaceValues }) {
  const words = useWords();
  const { outcome } = useCompare();
  const [from, to] = [outcome?.left, outcome?.right] as (ComparedSide | undefined)[];
  const isRollout = useIsRollout(to?.kind === 'source' ? to.sourceId : '', rightKey, right ?? null);
  if (from?.kind !== 'source' || to?.kind !== 'source' || from.moment !== undefined || to.moment !== undefined || !left || !isRollout) return null;
  return (
    <Button variant="default" size="compact-xs" onClick={() => openRollout(to.sourceId, rightKey, { sourceId: from.sourceId, key: leftKey })}>
      {words('rollout.whoGetsWhat')}
    </Button>
  );
}

/** Values of keys that look like secrets, on either side, are shown once somebody asks for them. */
function Gates({ values: { leftKey, rightKey, left, right }, children }: { values: PlaceValues; children: ReactNode }) {
  const { outcome } = useCompare();
  const sides = [
    { side: outcome?.left as ComparedSide | undefined, key: leftKey, value: left },
    { side: outcome?.right as ComparedSide | undefined, key: rightKey, value: right },
  ];
  return sides.reduce<ReactNode>(
    (shown, { side, key, value }) =>
      side?.kind === 'source' ? (
        <SecretGate sourceId={side.sourceId} entryKey={key} text={value && value.length <= 'false'.length ? new TextDecoder().decode(value) : null}>
          {shown}
        </SecretGate>
      ) : (
        shown
      ),
    children,
  );
}

function SideHead({ name, keyText, value, words }: { name: string; keyText: string; value: Uint8Array | null | undefined; words: Words }) {
  return (
    <div className="compare-side-head">
      <span className="muted clip" title={name}>
        {name}
      </span>
      <KeyEnd name={keyText} />
      <span className="muted num">{value === undefined ? words('compare.value.absent') : formatBytes(value?.length ?? 0)}</span>
    </div>
  );
}
