/** The shares of flags on the screen: asked for when what is on it has come to rest, as long as somebody shows them. */
import type { Key } from '../../shared/model/key';
import { MOST_SHARES, SHARES_GOOD_MS, type SharesAnswer, type SharesRequest } from '../../shared/model/shares';
import type { SourceId } from '../../shared/model/source';
import { invoke } from '../bridge';
import { dataOf } from './data';
import { loadPopulations } from './rollout';
import { rollout } from './state';

/** How long nothing may come onto the screen, in milliseconds, before what is on it is asked for: nobody who scrolls or types is to be held up. */
const REST_MS = 150;

/** Somebody who shows the shares of a flag: of the one in the value of a key, or of the named one. */
interface Seeker {
  readonly sourceId: SourceId;
  readonly key: Key;
  readonly flag: string | null;
  readonly take: (answer: SharesAnswer) => void;
  /** Raised whenever it is to be asked for anew. */
  wanted: number;
  /** What of it is asked for since the screen rested last, and which was answered last. */
  asked: number;
  answered: number;
  /** When, in milliseconds since 1970: by the clock that rules and main go by. */
  answeredAt: number;
}

/** The shares of a flag, asked for. */
export interface Seeking {
  /** The value is another. */
  renew(): void;
  stop(): void;
}

/** Seekers of one kind. Main forgets what was asked for before when it is asked anew, so that what has left the screen is not evaluated. */
class Seekers {
  readonly #all = new Set<Seeker>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ageing: ReturnType<typeof setTimeout> | undefined;
  /** When something came onto the screen last. */
  #cameAt = 0;
  /** Raised by whatever ends the questions of before. */
  #turn = 0;

  seek(seeker: Pick<Seeker, 'sourceId' | 'key' | 'flag' | 'take'>): Seeking {
    const sought = { ...seeker, wanted: 1, asked: 0, answered: 0, answeredAt: 0 };
    this.#all.add(sought);
    this.#cameAt = performance.now();
    this.#turn++;
    this.#askSoon();
    return {
      renew: () => {
        sought.wanted++;
        this.#askSoon();
      },
      stop: () => this.#all.delete(sought),
    };
  }

  /** Asks for everything anew. */
  again(): void {
    if (this.#all.size === 0) return;
    for (const seeker of this.#all) seeker.wanted++;
    this.#askSoon();
  }

  /** One timer for all that comes: to set it anew for each row would cost more than the rest. Values that change without end do not put it off. */
  #askSoon(): void {
    this.#timer ??= setTimeout(() => this.#rested(), REST_MS);
  }

  #rested(): void {
    const left = this.#cameAt + REST_MS - performance.now();
    this.#timer = left > 0 ? setTimeout(() => this.#rested(), left) : undefined;
    if (this.#timer === undefined) void this.#ask();
  }

  async #ask(): Promise<void> {
    const turn = ++this.#turn;
    for (const seeker of this.#all) seeker.asked = seeker.wanted;
    if (rollout.populations === null && this.#all.size > 0) await loadPopulations();
    while (turn === this.#turn) {
      const open = [...this.#all].filter(({ asked, answered }) => answered < asked);
      const [first] = open;
      if (first === undefined) return;
      const asked = open.filter(({ sourceId, key, flag }) => sourceId === first.sourceId && (flag === null || key === first.key)).slice(0, MOST_SHARES);
      const result = await invoke('rollout:shares', requestOf(first, asked));
      if (turn !== this.#turn) return;
      asked.forEach((seeker, index) => {
        // a source that has gone is not asked again
        const answer = result.ok ? (result.value[index] ?? { kind: 'none' as const }) : { kind: 'none' as const };
        if (answer.kind === 'pending') return;
        seeker.answered = seeker.asked;
        seeker.answeredAt = Date.now();
        if (this.#all.has(seeker)) seeker.take(answer);
      });
      if (this.#ageing === undefined) this.#ageing = setTimeout(() => this.#age(), SHARES_GOOD_MS);
    }
  }

  /** Asks anew for what is still shown and was answered too long ago, and waits for the next that will have been. */
  #age(): void {
    const now = Date.now();
    let oldest = Infinity;
    for (const seeker of this.#all) {
      // what is asked for already has its turn when it is answered
      if (seeker.answered < seeker.wanted) continue;
      if (now - seeker.answeredAt >= SHARES_GOOD_MS) seeker.wanted++;
      else oldest = Math.min(oldest, seeker.answeredAt);
    }
    this.#ageing = oldest < Infinity ? setTimeout(() => this.#age(), oldest + SHARES_GOOD_MS - now) : undefined;
    if ([...this.#all].some(({ asked, wanted }) => asked < wanted)) this.#askSoon();
  }
}

function requestOf({ sourceId, key, flag }: Seeker, asked: readonly Seeker[]): SharesRequest {
  const { populationId } = rollout;
  if (flag === null) return { sourceId, populationId, of: { keys: asked.map((seeker) => seeker.key) } };
  return { sourceId, populationId, of: { key, flags: asked.map((seeker) => seeker.flag ?? '') } };
}

const rows = new Seekers();
const flags = new Seekers();

/** Keeps the shares in the cell of a row that is shown; undefined where there is no such row. */
export function seekRowShares(sourceId: SourceId, handle: number): Seeking | undefined {
  const data = dataOf(sourceId);
  const key = data?.tree.keys[handle];
  if (data === undefined || key === undefined) return undefined;
  return rows.seek({ sourceId, key, flag: null, take: (answer) => data.count(handle, answer.kind === 'shares' || answer.kind === 'failed' ? answer : null) });
}

/** Tells the shares of one flag of a document that is shown. */
export const seekFlagShares = (sourceId: SourceId, key: Key, flag: string, take: (answer: SharesAnswer) => void): Seeking => flags.seek({ sourceId, key, flag, take });

/** What shares are counted by is another: the users, or how values are read. */
export function seekSharesAgain(): void {
  rows.again();
  flags.again();
}
