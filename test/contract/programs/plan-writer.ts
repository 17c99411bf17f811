/**
 * Sessions and audit in plain Node, writing plans until it is killed. Arguments: the source as JSON, the folder of the audit, and a name of
 * this run, under which its keys are. Each plan counts a counter up and creates a key named by the number; several counters at a time.
 * Prints `live`, then each number once it has been acknowledged.
 */
import fs from 'node:fs';
import { drivers } from '../../../electron/drivers/index';
import { Session } from '../../../electron/sessions/session';
import { AuditLog } from '../../../electron/writes/audit';
import type { WriteTarget } from '../../../electron/writes/target';
import { Writer } from '../../../electron/writes/writer';
import type { Base, Edit } from '../../../shared/model/plan';
import type { Source } from '../../../shared/model/source';

const UNDER_WAY = 3;
const [given = '', folder = '', run = ''] = process.argv.slice(2);
const source = JSON.parse(given) as Source;
process.stdin.on('end', () => process.exit()).resume();
// written at once, so that an acknowledgement is out before the kill that follows it
const say = (text: string): void => void fs.writeSync(1, `${text}\n`);

const session = new Session({ driver: drivers[source.backend], terms: () => ({ connect: source, writable: true, loading: 'everything' }) });
const target: WriteTarget = { source, capabilities: drivers[source.backend].capabilities, session, tellWrites: () => {} };
const writer = new Writer(new AuditLog(folder));
session.listen({
  phase: ({ kind }) => {
    if (kind !== 'live') return;
    writer.live(target);
    say('live');
    for (let lane = 0; lane < UNDER_WAY; lane++) void count(lane);
  },
});
session.open();

async function count(lane: number): Promise<void> {
  const counter = `${source.roots[0]}/${run}-counter-${lane}`;
  let base: Base = 'absent';
  for (let number = 0; ; number++) {
    const name = `${run}-${lane}-${number}`;
    const put = (key: string, at: Base): Edit => ({ kind: 'put', key, value: new TextEncoder().encode(name), base: at });
    const result = await writer.apply(target, { title: name, reason: '', edits: [put(counter, base), put(`${source.roots[0]}/${name}`, 'absent')] }, {});
    if (!result.ok) throw new Error(result.fault.message);
    say(name);
    const undo = result.value.inverse.edits.find(({ key }) => key === counter);
    if (undo) base = undo.base;
  }
}
