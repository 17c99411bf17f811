import fs from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { faultOf } from '../../../shared/fault';
import { bundleForNode, runProgram, type Program } from '../../support/child';
import { accepted, directory, openConnection, planOf, put } from './workspace';

let program: string;
beforeAll(async () => {
  program = await bundleForNode(new URL('./programs/holder.ts', import.meta.url).pathname);
}, 60_000);

function holder(folder: string): Program {
  const child = runProgram(program, [folder]);
  onTestFinished(() => child.kill('SIGKILL'));
  return child;
}

const refusal = (folder: string) => openConnection(folder).then(() => 'opened', (error: unknown) => faultOf(error));

describe('the lock of a workspace', { timeout: 60_000 }, () => {
  it('refuses a second process, which is told who holds it', async () => {
    const folder = directory();
    await openConnection(folder);
    expect(await holder(folder).nextLine()).toBe(`workspace-locked ${process.pid}`);
  });

  it('is free at once when its holder was killed with SIGKILL', async () => {
    const folder = directory();
    const child = holder(folder);
    expect(await child.nextLine()).toBe('opened');
    expect(await refusal(folder)).toMatchObject({ reason: 'workspace-locked', params: { pid: String(child.pid) } });
    child.kill('SIGKILL');
    await child.ended;
    const connection = await openConnection(folder);
    accepted(await connection.apply(planOf(put('/mine', 'now'))));
  });

  it('is held by a process that has been stopped and answers nothing', async () => {
    const folder = directory();
    const child = holder(folder);
    expect(await child.nextLine()).toBe('opened');
    child.kill('SIGSTOP');
    expect(await refusal(folder)).toMatchObject({ reason: 'workspace-locked' });
  });

  it('is one lock for every path to the directory', async () => {
    const folder = directory();
    const link = path.join(directory(), 'link');
    fs.symlinkSync(folder, link);
    await openConnection(folder);
    expect(await holder(link).nextLine()).toBe(`workspace-locked ${process.pid}`);
  });

  it('takes no notice of a process id that a killed holder has left and another process now has', async () => {
    const folder = directory();
    fs.writeFileSync(path.join(folder, 'workspace.pid'), `${process.ppid}\n`);
    await openConnection(folder);
  });

  it('is given back with the last connection', async () => {
    const folder = directory();
    const [first, second] = await Promise.all([openConnection(folder), openConnection(folder)]);
    await first.close();
    expect(await holder(folder).nextLine()).toBe(`workspace-locked ${process.pid}`);
    await second.close();
    expect(await holder(folder).nextLine()).toBe('opened');
  });
});
