/** Small parts that views are made of. They know nothing of the store. */
import { ActionIcon, Button, Tooltip, type ActionIconProps } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCircleCheck, IconCopy, IconInfoCircle } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import type { Phase } from '../../shared/model/phase';
import type { Environment } from '../../shared/model/source';
import { formatTime, formatUtc } from './format';
import { useWords } from './text';

/** Shape and colour of a phase. Its word stands beside it or in the name of what holds it. */
export const PhaseDot = ({ phase }: { phase: Phase['kind'] }) => <i className="phase-dot" data-phase={phase} aria-hidden />;

/** An environment by colour and word; production stands out. */
export function EnvironmentBadge({ environment }: { environment: Environment }) {
  const words = useWords();
  return (
    <span className="environment" data-environment={environment} data-strong={environment === 'production' || undefined}>
      {words(`environment.${environment}`)}
    </span>
  );
}

const isMac = navigator.userAgent.includes('Mac OS X');

/** A shortcut as its keys, `Mod` being Ctrl, or Cmd on a Mac. */
export function Keys({ keys }: { keys: string }) {
  return <kbd className="key">{keys.replace('Mod', isMac ? '⌘' : 'Ctrl')}</kbd>;
}

export interface IconButtonProps extends ActionIconProps {
  /** Accessible name and tooltip. */
  label: string;
  keys?: string;
  onClick: () => void;
  disabled?: boolean;
  children: ReactNode;
  'aria-current'?: 'page';
  'aria-pressed'?: boolean;
}

/** A button that shows an icon and says its name on hover. */
export function IconButton({ label, keys, children, ...rest }: IconButtonProps) {
  return (
    <Tooltip
      label={
        <>
          {label} {keys !== undefined && <Keys keys={keys} />}
        </>
      }
    >
      <ActionIcon aria-label={label} {...rest}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

/** Copies a text, and says for a moment that it did. */
export function CopyButton({ label, text, size = 22 }: { label: string; text: string | (() => string); size?: number }) {
  const words = useWords();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    void navigator.clipboard.writeText(typeof text === 'string' ? text : text()).then(() => setCopied(true));
  };
  return (
    <IconButton label={copied ? words('common.copied') : label} size={size} onClick={copy}>
      {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
    </IconButton>
  );
}

/** A moment in local time, with UTC on hover. */
export function Time({ at }: { at: number }) {
  const words = useWords();
  return (
    <time className="num" dateTime={new Date(at).toISOString()} title={words('common.utc', { time: formatUtc(at) })}>
      {formatTime(at)}
    </time>
  );
}

/** A sentence that matters, with its tone in colour and icon. */
export function Note({ tone, children, role }: { tone: 'info' | 'ok' | 'warn' | 'bad'; children: ReactNode; role?: 'alert' | 'status' }) {
  const Icon = tone === 'ok' ? IconCircleCheck : tone === 'info' ? IconInfoCircle : IconAlertTriangle;
  return (
    <div className="note" data-tone={tone} role={role}>
      <Icon size={15} stroke={1.8} aria-hidden />
      <div>{children}</div>
    </div>
  );
}

interface DialogActionsProps {
  /** What the dialog does in the end. */
  readonly label: string;
  /** Does it; without it the form around it is submitted. */
  readonly onConfirm?: () => void;
  readonly onCancel: () => void;
  readonly busy: boolean;
  readonly disabled?: boolean;
}

/** The end of a dialog: out of it, or on. */
export function DialogActions({ label, onConfirm, onCancel, busy, disabled = false }: DialogActionsProps) {
  const words = useWords();
  return (
    <div className="dialog-actions">
      <span className="spacer" />
      <Button variant="default" onClick={onCancel}>
        {words('common.cancel')}
      </Button>
      <Button {...(onConfirm === undefined ? { type: 'submit' } : { 'data-autofocus': true, onClick: onConfirm })} loading={busy} disabled={disabled}>
        {label}
      </Button>
    </div>
  );
}

/** A line through the last counts, scaled to the largest of them. */
export function Sparkline({ counts, width = 72, height = 14 }: { counts: readonly number[]; width?: number; height?: number }) {
  const most = Math.max(1, ...counts);
  const step = counts.length > 1 ? width / (counts.length - 1) : width;
  const points = counts.map((count, index) => `${(index * step).toFixed(1)},${(height - 1 - (count / most) * (height - 2)).toFixed(1)}`);
  return (
    <svg className="sparkline" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden>
      <polyline points={points.join(' ')} fill="none" stroke="currentColor" strokeWidth="1.25" strokeLinejoin="round" />
    </svg>
  );
}
