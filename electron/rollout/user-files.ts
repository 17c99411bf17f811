/** Files of users as they are read, each in a thread of its own: how far each has got is told, and each can be given up. */
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { fault, type Result } from '../../shared/fault';
import type { UsersReading } from '../../shared/model/rollout';
import { ask } from './question';
import type { UserFile } from './user-file';

/** How often it is told how far they have got, in milliseconds. */
const TELL_MS = 100;

export class UserFiles {
  readonly #program: string;
  readonly #tell: (readings: readonly UsersReading[]) => void;
  readonly #readings = new Map<string, { so: UsersReading; readonly own: AbortController }>();
  #clock: NodeJS.Timeout | undefined;
  #hasTold = false;

  /** `program` is the bundle of rollout-thread.ts; `tell` hears of all files that are being read. */
  constructor(program: string, tell: (readings: readonly UsersReading[]) => void) {
    this.#program = program;
    this.#tell = tell;
  }

  /** Reads a file. However long that takes: whoever does not want to wait gives it up. */
  async read(path: string, keyName?: string): Promise<Result<UserFile>> {
    const [id, name, own] = [randomUUID(), basename(path), new AbortController()];
    const givenUp = fault('aborted', 'users-given-up', { name });
    const reading = { so: { id, name, read: 0, of: 0 }, own };
    this.#readings.set(id, reading);
    // what is read at once is not worth telling
    this.#clock ??= setInterval(() => this.#tellAll(), TELL_MS);
    const onProgress = (read: number, of: number): void => void (reading.so = { id, name, read, of });
    try {
      const answer = await ask(this.#program, { question: { kind: 'read-users', path, keyName }, answer: 'users', given: { signal: own.signal, up: givenUp }, onProgress });
      return answer.ok ? answer.value.result : answer;
    } finally {
      this.#readings.delete(id);
      if (this.#hasTold) this.#tellAll();
      if (this.#readings.size === 0) {
        clearInterval(this.#clock);
        [this.#clock, this.#hasTold] = [undefined, false];
      }
    }
  }

  /** Gives up what is being read; nothing where it is done. */
  cancel(id: string): void {
    this.#readings.get(id)?.own.abort();
  }

  #tellAll(): void {
    this.#hasTold = true;
    this.#tell([...this.#readings.values()].map(({ so }) => so));
  }
}
