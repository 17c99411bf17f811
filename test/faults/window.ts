/** The window's store in this process, fed by main's outbox over a port that hangs, is replaced, or loses its page. */
import { Outbox } from '../../electron/sessions/outbox';
import type { Session } from '../../electron/sessions/session';
import type { SourceData } from '../../renderer/store/source-data';
import { dataOf } from '../../renderer/store/data';
import { setFilter, toggleNode } from '../../renderer/store/navigation';
import { receive } from '../../renderer/store/receive';
import { sources } from '../../renderer/store/state';
import type { PortMessage, SourceInfo } from '../../shared/contract';
import type { Random } from '../contract/random';
import type { FaultStore } from './store';

Object.assign(globalThis, { requestAnimationFrame: (painted: (at: number) => void) => setTimeout(() => painted(performance.now()), 16) });

const filters = ['', '', 'key', 'key-1', 'a b', 'proto', '旗'];

/** One window on one source. */
export class FaultWindow {
  readonly #info: SourceInfo;
  readonly #session: Session;
  /** Cells that a component would show; they have to follow. */
  readonly #shown: unknown[] = [];
  #outbox: Outbox | undefined;
  #leave: () => void = () => {};
  #coming: PortMessage[] = [];
  #hanging = false;
  #silent = false;
  #unsaid: (() => void)[] = [];

  constructor(store: FaultStore, session: Session, id: string) {
    const source = { ...store.options, id, name: id, environment: 'local', access: 'read-write' } as const;
    this.#info = { source, capabilities: store.driver.capabilities, writable: true, open: true, sandbox: false };
    this.#session = session;
    this.#tellSources([this.#info]);
  }

  get id(): string {
    return this.#info.source.id;
  }

  get data(): SourceData {
    const data = dataOf(this.id);
    if (data === undefined) throw new Error('the window does not know the source');
    return data;
  }

  get filter(): string {
    return sources[this.id]?.shownFilter ?? '';
  }

  /** A new port, as main gives one to a page that asks. What was on its way over the old one is lost. */
  connect(): void {
    this.#leave();
    this.#coming = [];
    this.#unsaid = [];
    const outbox = new Outbox((message) => {
      this.#coming.push(structuredClone(message));
      this.#deliver(outbox);
    });
    this.#outbox = outbox;
    const list = (): void => outbox.list(this.id, this.#session.mirror);
    const stop = this.#session.listen({ listed: list, changed: (changes, at) => outbox.changed(this.id, changes, at) });
    list();
    this.#leave = () => {
      stop();
      outbox.close();
    };
  }

  /** The page is loaded again: nothing of it is left. */
  reload(): void {
    this.#tellSources([]);
    this.#tellSources([this.#info]);
    this.#shown.length = 0;
    this.connect();
  }

  /** While it hangs, nothing that was sent is looked at. */
  hang(on: boolean): void {
    this.#hanging = on;
    if (this.#outbox) this.#deliver(this.#outbox);
  }

  /** While it is silent, nothing that came is acknowledged. */
  keepSilent(on: boolean): void {
    this.#silent = on;
    if (!on) for (const say of this.#unsaid.splice(0)) say();
  }

  /** Somebody uses it: opens or closes a row, filters, looks at a key. */
  use(random: Random): void {
    const { rows } = this.data;
    const handle = rows.at(random.below(Math.max(1, rows.count)));
    if (handle !== undefined) toggleNode(this.id, handle);
    if (handle !== undefined) this.#shown.push(this.data.cell(handle));
    setFilter(this.id, random.pick(filters));
  }

  close(): void {
    this.#leave();
    this.#tellSources([]);
  }

  #tellSources(infos: readonly SourceInfo[]): void {
    receive({ kind: 'sources', sources: infos }, () => undefined);
  }

  #deliver(outbox: Outbox): void {
    setImmediate(() => {
      // an older port's messages went with it
      while (this.#outbox === outbox && !this.#hanging) {
        const message = this.#coming.shift();
        if (message === undefined) return;
        receive(message, ({ sourceId }) => this.#say(() => outbox.acknowledge(sourceId)));
      }
    });
  }

  #say(acknowledge: () => void): void {
    if (this.#silent) this.#unsaid.push(acknowledge);
    else setImmediate(acknowledge);
  }
}
