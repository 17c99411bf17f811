/** The shares of flags on the screen: asked for when what is on it has come to rest, as long as somebody shows them. */
import type { Key } from '../../shared/model/key';
import { MOST_SHARES, type SharesAnswer, type SharesRequest } from '../../shared/model/shares';
import type { SourceId } from '../../shared/model/source';
import { invoke } from '../bridge';
import { dataOf } from './data';
import { loadPopulations } from './rollout';
import { rollout } from './state';

/** How long nothing has to come onto the screen, in milliseconds, before it is asked for; and how long what comes without end waits at most. */
const REST_MS = 150;
const MOST_REST_MS = 1000;

/** Somebody who shows the shares of a flag: of the one in the value of a key, or of the named one. */
interface Seeker {
  readonly sourceId: SourceId;
  readonly key: Key;
  readonly flag: string | null;
  readonly take: (answer: SharesAnswer) => void;
  answered: boolean;
}

/** Seekers of one kind. Main forgets what was asked for before when it is asked anew, so that what has left the screen is not evaluated. */
class Seekers {
  readonly #all = new Set<Seeker>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the first came that has not been asked for. */
  #since: number | undefined;
  #turn = 0;

  /** Asks for the shares until the returned function is called. */
  seek(seeker: Omit<Seeker, 'answered'>): () => void {
    const sought = { ...seeker, answered: false };
    this.#all.add(sought);
    this.#askSoon();
    return () => this.#all.delete(sought);
  }

  /** Asks for everything anew. */
  again(): void {
    if (this.#all.size === 0) return;
    // what is on its way may be about other users
    this.#turn++;
    for (const seeker of this.#all) seeker.answered = false;
    this.#askSoon();
  }

  #askSoon(): void {
    const now = performance.now();
    this.#since ??= now;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), Math.min(REST_MS, Math.max(0, this.#since + MOST_REST_MS - now)));
  }

  async #ask(): Promise<void> {
    const turn = ++this.#turn;
    this.#since = undefined;
    if (rollout.populations === null && this.#all.size > 0) await loadPopulations();
    while (turn === this.#turn) {
      const open = [...this.#all].filter(({ answered }) => !answered);
      const [first] = open;
      if (first === undefined) return;
      const asked = open.filter(({ sourceId, key, flag }) => sourceId === first.sourceId && (flag === null || key === first.key)).slice(0, MOST_SHARES);
      const result = await invoke('rollout:shares', requestOf(first, asked));
      if (turn !== this.#turn) return;
      asked.forEach((seeker, index) => {
        // a source that has gone is not asked again
        const answer = result.ok ? (result.value[index] ?? { kind: 'none' as const }) : { kind: 'none' as const };
        if (answer.kind === 'pending') return;
        seeker.answered = true;
        if (this.#all.has(seeker)) seeker.take(answer);
      });
    }
  }
}

function requestOf({ sourceId, key, flag }: Seeker, asked: readonly Seeker[]): SharesRequest {
  const { populationId } = rollout;
  if (flag === null) return { sourceId, populationId, of: { keys: asked.map((seeker) => seeker.key) } };
  return { sourceId, populationId, of: { key, flags: asked.map((seeker) => seeker.flag ?? '') } };
}

const rows = new Seekers();
const flags = new Seekers();

/** Keeps the shares in the cell of a row as long as it is shown, until the returned function is called. */
export function seekRowShares(sourceId: SourceId, handle: number): () => void {
  const data = dataOf(sourceId);
  const key = data?.tree.keys[handle];
  if (data === undefined || key === undefined) return () => {};
  return rows.seek({ sourceId, key, flag: null, take: (answer) => data.count(handle, answer.kind === 'shares' || answer.kind === 'failed' ? answer : null) });
}

/** Tells the shares of one flag of a document, until the returned function is called. */
export const seekFlagShares = (sourceId: SourceId, key: Key, flag: string, take: (answer: SharesAnswer) => void): (() => void) => flags.seek({ sourceId, key, flag, take });

/** What shares are counted by is another: the users, or how values are read. */
export function seekSharesAgain(): void {
  rows.again();
  flags.again();
}
