import { Button, Modal } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Stamp } from '../../../shared/model/entry';
import type { SourceId } from '../../../shared/model/source';
import type { ValueDraft } from '../../../shared/model/value-draft';
import { resolve, textOf, type Conflict, type TextMerge } from '../../../shared/plans/merge/merge';
import { dropDraft, replaceDraft, reviewDraft } from '../../store/actions';
import { CodeEditor } from '../../ui/CodeEditor';
import type { CodeLanguage } from '../../ui/code';
import { Note } from '../../ui/parts';
import { useWords, type Words } from '../../ui/text';
import { useReturnFocus } from '../focus';
import { oneLine } from '../tree/name-pieces';
import { isTheirs, mergedOf } from './conflict';

interface ConflictDialogProps {
  readonly sourceId: SourceId;
  readonly draft: ValueDraft;
  /** What the store holds now, and which version of it that is. */
  readonly theirs: Uint8Array | null;
  readonly stamp: Stamp;
  readonly language: CodeLanguage;
  readonly onClose: () => void;
}

/** Joins a draft with what somebody else has written meanwhile. What both have changed is chosen one by one, or written by hand. */
export function ConflictDialog({ sourceId, draft, theirs, stamp, language, onClose }: ConflictDialogProps) {
  useReturnFocus();
  const words = useWords();
  // what came while this is open is another conflict, which shows once this one is settled
  const [opened] = useState({ theirs, stamp });
  const [merge, setMerge] = useState<TextMerge | null>(() => mergedOf(draft, opened.theirs));
  const total = useMemo(() => mergedOf(draft, opened.theirs)?.conflicts.length, [draft, opened]);
  const left = merge?.conflicts.length ?? 0;
  const takeTheirs = () => {
    dropDraft(sourceId, draft.key);
    onClose();
  };
  const go = (text: string) => {
    if (isTheirs(text, opened.theirs)) return takeTheirs();
    const merged = { key: draft.key, text, base: opened.stamp, before: opened.theirs };
    replaceDraft(sourceId, merged);
    onClose();
    reviewDraft(sourceId, merged, opened.stamp);
  };
  return (
    <Modal opened onClose={onClose} title={words('names.conflict')} size={820} closeButtonProps={{ 'aria-label': words('common.close') }}>
      <div className="conflict">
        <p className="mono">{oneLine(draft.key)}</p>
        <Note tone={left > 0 || merge === null ? 'warn' : 'ok'} role="status">
          {merge === null ? words('editor.conflict.noText') : total === 0 ? words('editor.conflict.none') : left > 0 ? words('editor.conflict.left', { count: left, total: total ?? left }) : words('editor.conflict.settled')}
        </Note>
        {merge?.conflicts.slice(0, 20).map((conflict, index) => (
          <Choice key={placeOf(conflict, words)} index={index} conflict={conflict} words={words} onChoose={(choice) => setMerge(resolve(merge, conflict, choice))} />
        ))}
        {merge !== null && (
          <div className="conflict-merged">
            {/* conflicts are found by their lines, which an edit would move */}
            <CodeEditor
              text={merge.text}
              language={language}
              label={words('editor.conflict.merged')}
              wrap={false}
              original={textOf(opened.theirs) ?? null}
              readOnly={left > 0}
              onChange={(text) => setMerge({ ...merge, text })}
            />
          </div>
        )}
        <div className="dialog-actions">
          {merge !== null && <span className="muted">{words(left > 0 ? 'editor.conflict.chooseFirst' : 'editor.conflict.note')}</span>}
          <span className="spacer" />
          <Button variant="default" onClick={onClose}>
            {words('common.cancel')}
          </Button>
          {merge === null ? (
            <>
              <Button variant="default" data-autofocus onClick={takeTheirs}>
                {words('editor.theirs')}
              </Button>
              <Button onClick={() => go(draft.text)}>{words('editor.reviewMine')}</Button>
            </>
          ) : (
            <Button disabled={left > 0} onClick={() => go(merge.text)}>
              {words('names.review')}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}

const placeOf = ({ place }: Conflict, words: Words): string =>
  place.kind === 'property' ? place.path.join(' › ') : words('editor.conflict.lines', { line: place.line });

function Choice({ index, conflict, words, onChoose }: { index: number; conflict: Conflict; words: Words; onChoose: (choice: 'mine' | 'theirs') => void }) {
  const sides = { base: conflict.base, theirs: conflict.theirs, mine: conflict.mine } as const;
  return (
    <fieldset className="conflict-choice">
      <legend className="mono">{placeOf(conflict, words)}</legend>
      {(['base', 'theirs', 'mine'] as const).map((side) => (
        <div key={side} className="conflict-side" data-side={side}>
          <span className="muted">{words(`editor.conflict.${side}`)}</span>
          <pre className="mono">{sides[side] ?? <i className="muted">{words('editor.conflict.nothing')}</i>}</pre>
          {side !== 'base' && (
            <Button variant="default" onClick={() => onChoose(side)} {...(index === 0 && side === 'theirs' && { 'data-autofocus': true })}>
              {words(side === 'mine' ? 'editor.conflict.takeMine' : 'editor.conflict.takeTheirs')}
            </Button>
          )}
        </div>
      ))}
    </fieldset>
  );
}
