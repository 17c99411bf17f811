/** Plans that do not fit one transaction: applied in their order, each guarded and audited as a step, until one is refused or it is stopped. */
import { randomUUID } from 'node:crypto';
import type { Fault, Result } from '../../shared/fault';
import type { Key } from '../../shared/model/key';
import type { Edit, Plan } from '../../shared/model/plan';
import type { SequenceStatus, WriteReceipt } from '../../shared/model/writes';
import { sendAgain, type Sent } from './audited';
import type { IntentTerms } from './records';

export interface SequenceTerms {
  readonly title: string;
  readonly plans: readonly Plan[];
  send(plan: Plan, terms: IntentTerms): Promise<Sent>;
  /** A step was applied. */
  did(id: string, plan: Plan, receipt: WriteReceipt): void;
  /** It has got on, or has come to an end. */
  onProgress(): void;
}

export class Sequence {
  readonly id = randomUUID();
  readonly #terms: SequenceTerms;
  /** How many keys have been written once so many steps are done. */
  readonly #keys = [0];
  #done = 0;
  #state: SequenceStatus['state'] = 'stopped';
  #fault: Fault | undefined;
  #stopping = false;
  /** Asks again what became of the step that was last, where that is not known. */
  #ask: Sent['ask'];

  constructor(terms: SequenceTerms) {
    this.#terms = terms;
    for (const { edits } of terms.plans) this.#keys.push((this.#keys.at(-1) ?? 0) + edits.filter(isWrite).length);
  }

  get status(): SequenceStatus {
    const { title, plans } = this.#terms;
    const nextKey = firstWritten(this.left);
    return {
      id: this.id,
      title,
      done: this.#done,
      of: plans.length,
      keysDone: this.#keys[this.#done] ?? 0,
      keys: this.#keys.at(-1) ?? 0,
      ...(nextKey !== undefined && { nextKey }),
      state: this.#state,
      ...(this.#fault && { fault: this.#fault }),
    };
  }

  /** What has not been applied yet. */
  get left(): readonly Plan[] {
    return this.#terms.plans.slice(this.#done);
  }

  /** Applies what is left, and resolves when it has come to an end. */
  async run(): Promise<SequenceStatus> {
    const { plans, onProgress } = this.#terms;
    this.#stopping = false;
    this.#fault = undefined;
    this.#state = 'running';
    for (let plan = plans[this.#done]; plan !== undefined; plan = plans[this.#done]) {
      onProgress();
      if (this.#stopping) {
        this.#state = 'stopped';
        break;
      }
      const result = await this.#step(plan);
      if (!result.ok) {
        this.#fault = result.fault;
        this.#state = 'failed';
        break;
      }
      this.#took(plan, result.value);
    }
    if (this.#done === plans.length) this.#state = 'finished';
    onProgress();
    return this.status;
  }

  /** Ends it after the step that is under way. */
  stop(): void {
    this.#stopping = true;
  }

  #took(plan: Plan, receipt: WriteReceipt): void {
    this.#done++;
    this.#terms.did(this.id, plan, receipt);
  }

  async #step(plan: Plan): Promise<Result<WriteReceipt>> {
    const step = { sequence: this.id, number: this.#done + 1, of: this.#terms.plans.length };
    const { result, ask, told } = await sendAgain(this.#ask, () => this.#terms.send(plan, { step }));
    // it is about this step alone
    this.#ask = result.ok ? undefined : ask;
    if (!result.ok) void told?.then((found) => this.#learn(plan, found));
    return result;
  }

  /** A step that was given up turns out to have been applied. One that runs again asks for itself. */
  #learn(plan: Plan, found: Result<WriteReceipt>): void {
    if (!found.ok || this.#state === 'running' || this.left[0] !== plan) return;
    this.#ask = undefined;
    this.#fault = undefined;
    this.#took(plan, found.value);
    this.#state = this.left.length === 0 ? 'finished' : 'stopped';
    this.#terms.onProgress();
  }
}

const isWrite = ({ kind }: Edit): boolean => kind !== 'check';

/** The first key that these plans write. */
function firstWritten(plans: readonly Plan[]): Key | undefined {
  for (const { edits } of plans) {
    const edit = edits.find(isWrite);
    if (edit) return edit.key;
  }
  return undefined;
}
