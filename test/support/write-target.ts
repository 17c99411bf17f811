import { drivers } from '../../electron/drivers/index';
import { Session } from '../../electron/sessions/session';
import type { WriteTarget } from '../../electron/writes/target';
import type { Source } from '../../shared/model/source';
import type { WritesStatus } from '../../shared/model/writes';
import { until } from './wait';

/** A source with a live session, as main holds it, and what it was told last of its writes. */
export interface OpenTarget extends WriteTarget {
  readonly session: Session;
  readonly told: WritesStatus;
  /** Changes what main knows of the source. */
  change(source: Partial<Source>): void;
}

/** Opens a source; resolves once it is live. It is to be closed by `session.close()`. */
export async function openTarget(given: Source): Promise<OpenTarget> {
  let source = given;
  let told: WritesStatus = {};
  const session = new Session({
    driver: drivers[source.backend],
    terms: () => ({ connect: source, writable: source.access !== 'read-only', loading: 'everything' }),
  });
  session.open();
  await until(() => session.phase.kind === 'live', `${source.name} is live`);
  return {
    session,
    capabilities: drivers[given.backend].capabilities,
    get source() {
      return source;
    },
    get told() {
      return told;
    },
    tellWrites: (status) => (told = status),
    change: (more) => (source = { ...source, ...more }),
  };
}
