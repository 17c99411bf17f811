import './row-list.css';
import { IconArrowRight } from '@tabler/icons-react';
import type { Key } from '../../shared/model/key';
import type { ValueText } from './resync/value-text';
import { oneLine } from './tree/name-pieces';

/** A key in a row. Its end tells it from its neighbours: the beginning is what is cut. */
export const KeyEnd = ({ name }: { name: Key }) => (
  <span className="key-end mono" title={name}>
    <bdi>{oneLine(name)}</bdi>
  </span>
);

/** What a key held and holds, in a row; only one of both where there is no other. */
export const RowStep = ({ before, after }: { before: ValueText | undefined; after: ValueText | undefined }) => (
  <span className="row-step">
    {before !== undefined && <Cut value={before} />}
    {before !== undefined && after !== undefined && <IconArrowRight size={12} aria-hidden />}
    {after !== undefined && <Cut value={after} />}
  </span>
);

const Cut = ({ value: { text, described } }: { value: ValueText }) => <span className={described ? 'clip muted' : 'clip mono'}>{text}</span>;
