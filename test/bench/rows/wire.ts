/** Bytes on the wire when one flag of ten thousand changes, against reading all children again as tutorials do. */
import { drivers } from '../../../electron/drivers/index';
import type { FaultProxy } from '../../support/proxy';
import { collect, until } from '../../support/wait';
import { readPages, bareEtcd } from '../floors/etcd';
import { BareZookeeper } from '../floors/zookeeper';
import type { Line, Row } from '../report';
import { median, summary } from '../stats';
import { benchKeys, fiftyBytes, onEachStore, type BenchStore } from '../stores';

const FLAGS = 10_000;
const CHANGES = 30;
const QUIET_MS = 60;

export const wire: Row = () => onEachStore(FLAGS, measure);

async function measure(store: BenchStore, proxy: FaultProxy): Promise<Line[]> {
  const bytes = (): number => proxy.bytes().toServer + proxy.bytes().toClient;
  const again = await reread(store, proxy.port, bytes);

  const stop = new AbortController();
  const options = store.options(proxy.port);
  const connection = await drivers[options.backend].connect({ options, signal: stop.signal });
  const mirror = collect(connection.frames({ signal: stop.signal, onReceived: () => {} }));
  await mirror.waitFor((entries) => entries.size >= FLAGS, 'everything is listed');
  const key = benchKeys(FLAGS)[FLAGS / 2] as string;
  const each: number[] = [];
  for (let i = 0; i < CHANGES; i++) {
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    const before = bytes();
    const value = fiftyBytes(`change ${i}`);
    await store.put(key, value);
    await mirror.waitFor((entries) => new TextDecoder().decode(entries.get(key)?.value ?? undefined) === value, 'the change has come');
    // acknowledgements that follow belong to the change as well
    await until(() => settled(bytes), 'the link is quiet');
    each.push(bytes() - before);
  }
  stop.abort();
  await connection.close();

  const one = median(each);
  const line: Line = {
    what: `bytes on the wire for one change among ${FLAGS / 1000}k flags, ${store.name}`,
    floor: `${again} B (all read again)`,
    measured: `${one} B`,
    compared: `1/${Math.round(again / one)}`,
    budget: '< 1/1000',
    kept: one * 1000 < again,
    details: { readAgain: again, change: summary(each) },
  };
  return [line];
}

/** Whether nothing has moved for a moment. */
async function settled(bytes: () => number): Promise<boolean> {
  const before = bytes();
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  return bytes() === before;
}

/** Bytes of reading everything once more on a connection that stands: each child by itself in ZooKeeper, the range in etcd. */
async function reread(store: BenchStore, port: number, bytes: () => number): Promise<number> {
  if (store.name === 'etcd') {
    const client = bareEtcd(port);
    await readPages(client, '/config/none');
    const before = bytes();
    await readPages(client, '/config/');
    const sum = bytes() - before;
    client.close();
    return sum;
  }
  const client = await BareZookeeper.open(port);
  const before = bytes();
  const services = await client.getChildren('/config');
  for (const service of services) {
    const parent = `/config/${service}`;
    await Promise.all((await client.getChildren(parent)).map((name) => client.getData(`${parent}/${name}`)));
  }
  const sum = bytes() - before;
  client.close();
  return sum;
}
