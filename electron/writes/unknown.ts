/** Writes whose answer was lost. Once their source is live their keys are read back, and what that shows is recorded. */
import { formatEndpoint, type Source } from '../../shared/model/source';
import type { AuditIntent, AuditResolution } from '../../shared/model/audit';
import type { Entry } from '../../shared/model/entry';
import type { Key } from '../../shared/model/key';
import type { Plan } from '../../shared/model/plan';
import type { AuditLog } from './audit';
import { resolutionOf } from './records';
import type { WriteTarget } from './target';
import { verdictOf, type Present } from './verdict';

/**
 * A write that was given up may still arrive: servers carry out what they have received before a link broke. No server holds one longer
 * than its own time limit (etcd's 5 s and two elections) unless it stands still. Until this is over only a write that shows is believed.
 */
const SETTLE_MS = 10_000;
const READS_AT_ONCE = 64;

/** What was found out about a write. */
export interface Found {
  readonly verdict: AuditResolution['found'];
  readonly present: Present;
}

interface Open {
  readonly intent: AuditIntent;
  /** The plan itself; it is not known any more of a write from before this run. */
  readonly plan: Plan | undefined;
  /** When it may not arrive any more, in milliseconds of a clock that never goes back. */
  readonly settledAt: number;
  looking: boolean;
  settle(found: Found): void;
}

export class UnknownOutcomes {
  readonly #audit: AuditLog;
  readonly #open = new Map<string, Open>();

  constructor(audit: AuditLog) {
    this.#audit = audit;
  }

  /** Takes a write whose outcome is unknown; resolves once it is known or known to be unclear, which may be never. */
  add(intent: AuditIntent, plan?: Plan): Promise<Found> {
    const settledAt = performance.now() + SETTLE_MS;
    return new Promise((settle) => this.#open.set(intent.id, { intent, plan, settledAt, looking: false, settle }));
  }

  /** The source is live: what is not known of it can be read. */
  look(target: WriteTarget): void {
    for (const open of this.#open.values()) if (!open.looking && isOf(open.intent, target.source)) void this.#find(target, open);
  }

  async #find(target: WriteTarget, open: Open): Promise<void> {
    const { intent, plan, settledAt } = open;
    open.looking = true;
    try {
      for (;;) {
        const begun = performance.now();
        // a read that throws is as one that was refused
        const present = await readBack(target, intent).catch(() => undefined);
        // it is tried again when the source is live again
        if (present === undefined) return;
        const verdict = verdictOf(intent.edits, present, plan);
        if (verdict === 'applied' || begun >= settledAt) {
          this.#open.delete(intent.id);
          await this.#audit.conclude(resolutionOf(intent.id, verdict));
          return open.settle({ verdict, present });
        }
        await new Promise((resolve) => setTimeout(resolve, settledAt - begun).unref());
      }
    } finally {
      open.looking = false;
    }
  }
}

/** Reads the keys that a write was to change; undefined where the source is not live, or does not let us. */
async function readBack({ session }: WriteTarget, { edits }: AuditIntent): Promise<Present | undefined> {
  const present = new Map<Key, Entry | null>();
  const keys = edits.flatMap(({ kind, key }) => (kind === 'check' ? [] : [key]));
  for (let from = 0; from < keys.length; from += READS_AT_ONCE) {
    // otherwise the session would answer from its mirror
    if (session.phase.kind !== 'live') return undefined;
    const some = keys.slice(from, from + READS_AT_ONCE);
    const readings = await Promise.all(some.map((key) => session.read(key)));
    for (const [i, reading] of readings.entries()) {
      if (!reading.ok) return undefined;
      present.set(some[i] ?? '', reading.value.entry);
    }
  }
  return present;
}

/** Whether a write was to this source as it is now: it may have been changed to name another store. */
function isOf({ source }: AuditIntent, now: Source): boolean {
  const same = (a: readonly string[], b: readonly string[]): boolean => a.toSorted().join('\n') === b.toSorted().join('\n');
  return source.id === now.id && source.backend === now.backend && same(source.endpoints, now.endpoints.map(formatEndpoint)) && same(source.roots, now.roots);
}
