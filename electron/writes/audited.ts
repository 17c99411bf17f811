/** One write: its intent on the disk, then the plan sent once, then its outcome recorded. An answer that was lost is looked for. */
import { within } from '../sessions/pause';
import { failed, fault, ok, type Result } from '../../shared/fault';
import type { Plan } from '../../shared/model/plan';
import type { WriteReceipt } from '../../shared/model/writes';
import type { AuditLog } from './audit';
import { RecordsBeside, type PrefixOf } from './beside';
import { intentOf, lostOutcome, outcomeOf, type IntentTerms } from './records';
import type { WriteTarget } from './target';
import { UnknownOutcomes, type Found } from './unknown';
import { rebuiltReceipt } from './verdict';

/** How long an answer waits for what reading the keys back shows. */
const ANSWER_MS = 25_000;

/** A write's result. Where it is `outcome-unknown` one may ask again, and `told` resolves once it is known or known to be unclear, which may be never. */
export interface Sent {
  readonly result: Result<WriteReceipt>;
  ask?(): Promise<Result<WriteReceipt>>;
  readonly told?: Promise<Result<WriteReceipt>>;
}

export class AuditedWrites {
  readonly #audit: AuditLog;
  readonly #unknown: UnknownOutcomes;
  readonly #recovered: Promise<void>;
  readonly #beside: RecordsBeside;

  constructor(audit: AuditLog, prefixOf: PrefixOf) {
    this.#audit = audit;
    this.#beside = new RecordsBeside(audit, prefixOf);
    this.#unknown = new UnknownOutcomes(audit);
    this.#recovered = audit.recover().then(
      (intents) => intents.forEach((intent) => void this.#unknown.add(intent)),
      // a file that cannot be read cannot be written either, and that is said at the first write
      (error: unknown) => console.error(error),
    );
  }

  /** The source is live. */
  async live(target: WriteTarget): Promise<void> {
    await this.#recovered;
    this.#unknown.look(target);
  }

  /** Creates the missing roots. They are made one by one, so what is known in the end is whether all are there. */
  async createRoot({ session, source }: WriteTarget): Promise<Result<null>> {
    await this.#recovered;
    const { missing = [] } = session.denied;
    const edits = (missing.length > 0 ? missing : source.roots).map((key) => ({ kind: 'put', key, value: null, base: 'absent' }) as const);
    const intent = intentOf(source, { title: `Create ${edits.map(({ key }) => key).join(', ')}`, reason: '', edits }, () => undefined);
    const recorded = await this.#audit.intend(intent);
    if (!recorded.ok) return recorded;
    const result = await session.createRoot();
    // a link that broke may have done so after some of them were made
    await this.#audit.conclude(!result.ok && result.fault.code === 'unreachable' ? lostOutcome(intent.id) : outcomeOf(intent.id, result));
    return result.ok ? ok(null) : result;
  }

  async send(target: WriteTarget, plan: Plan, terms: IntentTerms = {}): Promise<Sent> {
    await this.#recovered;
    const { session, source } = target;
    const held = new Map(plan.edits.map(({ key }) => [key, session.mirror.get(key)]));
    const intent = intentOf(source, plan, (key) => held.get(key), terms);
    const recorded = await this.#audit.intend(intent);
    if (!recorded.ok) return { result: recorded };
    const result = await session.apply(plan).catch(async (error: unknown) => {
      // a bug: nobody knows how far it got
      await this.#audit.conclude(lostOutcome(intent.id));
      throw error;
    });
    await this.#audit.conclude(outcomeOf(intent.id, result));
    if (result.ok) return { result: ok({ ...(await this.#beside.write(target, intent, result.value)), id: intent.id }) };
    if (result.fault.code !== 'outcome-unknown') return { result };

    const key = plan.edits.find(({ kind }) => kind !== 'check')?.key ?? '';
    const told = this.#unknown.add(intent, plan).then(async ({ verdict, present }: Found): Promise<Result<WriteReceipt>> => {
      if (verdict === 'applied') return ok({ ...(await this.#beside.write(target, intent, rebuiltReceipt(plan, held, present))), id: intent.id });
      return failed(verdict === 'not-applied' ? fault('unreachable', 'not-applied', {}, { key }) : fault('outcome-unknown', 'outcome-unclear', {}, { key }));
    });
    const ask = async (): Promise<Result<WriteReceipt>> => (await within(ANSWER_MS, told)) ?? result;
    // where the link has held it is live, and nobody will say so
    this.#unknown.look(target);
    return { result: await ask(), ask, told };
  }
}

/** Sends what was sent before and may not have been answered: only where it has not taken effect and, as far as can be told, will not. */
export async function sendAgain(ask: Sent['ask'], send: () => Promise<Sent>): Promise<Sent> {
  if (!ask) return send();
  const result = await ask();
  // while nobody has looked it may have taken effect, or still do so; afterwards its own guard lets it through once at most
  const isLast = result.ok || (result.fault.code === 'outcome-unknown' && result.fault.reason !== 'outcome-unclear');
  return isLast ? { result, ask } : send();
}
