import type { Session } from '../sessions/session';
import type { Capabilities } from '../../shared/model/capabilities';
import type { Source } from '../../shared/model/source';
import type { WritesStatus } from '../../shared/model/writes';

/** A source that is written to, over its session. */
export interface WriteTarget {
  readonly source: Source;
  readonly capabilities: Capabilities;
  readonly session: Pick<Session, 'acls' | 'apply' | 'createRoot' | 'read' | 'refusal' | 'phase' | 'mirror' | 'denied'>;
  /** What can be taken back has changed, or a sequence has got on. */
  tellWrites(status: WritesStatus): void;
}
