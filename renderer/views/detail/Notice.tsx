import { IconAlertTriangle, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../ui/parts';
import { useWords } from '../../ui/text';

/** What is unusual about the key that is open, above its value. */
export function Notice({ tone, children, onDismiss }: { tone: 'plain' | 'warn' | 'bad'; children: ReactNode; onDismiss?: () => void }) {
  const words = useWords();
  return (
    <div className="detail-notice" data-tone={tone} role={tone === 'plain' ? undefined : 'status'}>
      {tone !== 'plain' && <IconAlertTriangle size={14} aria-hidden />}
      <span>{children}</span>
      {onDismiss !== undefined && (
        <IconButton label={words('detail.dismiss')} size={18} onClick={onDismiss}>
          <IconX size={13} />
        </IconButton>
      )}
    </div>
  );
}
