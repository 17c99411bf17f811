import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import type { Fault } from '../../shared/fault';
import { dismissDone, dismissFault, dismissUndo, undo } from '../store/actions';
import { useUi } from '../store/hooks';
import { IconButton, Keys } from '../ui/parts';
import { faultSentence, useWords } from '../ui/text';
import { WriteWarnings } from './WriteWarnings';

/** How long an offer to undo stays when nobody points at it. */
const UNDO_SHOWN_MS = 30_000;
/** How long it is told that something worked. */
const DONE_SHOWN_MS = 10_000;

/** What just happened and can be taken back, what went wrong, and what could not be done at start. */
export function Toasts() {
  const ui = useUi();
  const words = useWords();
  const [read, setRead] = useState(0);
  const [held, setHeld] = useState(false);
  const offer = ui.undo;
  useEffect(() => {
    if (offer === null || held) return undefined;
    const timer = setTimeout(dismissUndo, UNDO_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [offer, held]);
  const { done } = ui;
  useEffect(() => {
    if (done === null || held) return undefined;
    const timer = setTimeout(dismissDone, DONE_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [done, held]);
  // what has worked since makes an older complaint void
  useEffect(() => {
    if (offer !== null) dismissFault();
  }, [offer]);
  const notice = ui.settings?.notices[read];
  return (
    <section className="toasts" aria-label={words('toast.notifications')}>
      <div role="alert">
        <WriteWarnings />
        {ui.fault !== null && (
          <Toast tone="bad" title={words('toast.failed')} onDismiss={dismissFault}>
            {faultSentence(ui.fault as Fault)}
          </Toast>
        )}
        {notice !== undefined && (
          <Toast tone="warn" title={words('toast.notice')} onDismiss={() => setRead(read + 1)}>
            {faultSentence(notice as Fault)}
          </Toast>
        )}
      </div>
      <div role="status" onMouseEnter={() => setHeld(true)} onMouseLeave={() => setHeld(false)} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)}>
        {done !== null && (
          <Toast tone="ok" onDismiss={dismissDone}>
            {done}
          </Toast>
        )}
        {offer !== null && (
          <Toast tone="ok" onDismiss={dismissUndo}>
            <span className="toast-undo">
              <span>{offer.title}</span>
              <Button variant="default" onClick={() => void undo()}>
                {words('names.undo')}
              </Button>
              <Keys keys="Mod Z" />
            </span>
          </Toast>
        )}
      </div>
    </section>
  );
}

function Toast({ tone, title, children, onDismiss }: { tone: 'ok' | 'warn' | 'bad'; title?: string; children: ReactNode; onDismiss: () => void }) {
  const words = useWords();
  return (
    <div className="toast" data-tone={tone}>
      {tone === 'ok' ? <IconCheck size={15} aria-hidden /> : <IconAlertTriangle size={15} aria-hidden />}
      <div className="toast-text">
        {title !== undefined && <strong>{title}</strong>}
        <div>{children}</div>
      </div>
      <IconButton label={words('common.dismiss')} size={20} onClick={onDismiss}>
        <IconX size={14} />
      </IconButton>
    </div>
  );
}
