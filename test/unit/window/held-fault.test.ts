import { describe, expect, it } from 'vitest';
import { heldFault } from '../../../renderer/views/sources/held-fault';
import { fault, type Fault } from '../../../shared/fault';
import type { Phase } from '../../../shared/model/phase';

const refused = fault('unreachable', 'refused', { endpoint: 'x:1' });
const lost = fault('unreachable', 'link-lost', { endpoint: 'x:1' });
const suspended = (why: Fault): Phase => ({ kind: 'suspended', fault: why, retryAt: 0 });

/** What is said after each of these phases. */
function said(phases: readonly Phase[]): (string | undefined)[] {
  let held: Fault | null = null;
  return phases.map((phase) => {
    held = heldFault(held, phase);
    return held?.reason;
  });
}

describe('why a source is not live', () => {
  it('is said once, however often it is tried again', () => {
    const tries: Phase[] = [suspended(refused), { kind: 'connecting' }, suspended(refused), { kind: 'connecting' }, { kind: 'syncing', received: 3 }];
    expect(new Set(said(tries))).toEqual(new Set(['refused']));
  });

  it('gives way to another reason, and goes when the source is live or closed', () => {
    expect(said([suspended(lost), { kind: 'connecting' }, suspended(refused), { kind: 'live' }])).toEqual(['link-lost', 'link-lost', 'refused', undefined]);
    expect(said([suspended(lost), { kind: 'closed' }, { kind: 'connecting' }])).toEqual(['link-lost', undefined, undefined]);
    expect(said([{ kind: 'closed', fault: lost }])).toEqual(['link-lost']);
  });
});
