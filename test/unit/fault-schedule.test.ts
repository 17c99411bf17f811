import { describe, expect, it } from 'vitest';
import { kindsFor, scheduleOf, type Target } from '../faults/schedule';
import { jobsOf, seedAt, type Job } from '../faults/switches';

const single: readonly Target[] = [
  { backend: 'local', members: 1 },
  { backend: 'zookeeper', members: 1 },
  { backend: 'etcd', members: 1 },
];

const seedsOf = (lanes: readonly Job[]): (number | undefined)[] =>
  lanes.flatMap((job) => Array.from({ length: 40 }, (_, place) => seedAt(job, place)).filter((seed) => seed !== undefined)).sort((a, b) => a - b);

describe('the seeds of faults', () => {
  it('give the same faults each time, and others than their neighbours', () => {
    const target = { backend: 'etcd', members: 3 } as const;
    expect(scheduleOf(7, target)).toEqual(scheduleOf(7, target));
    expect(scheduleOf(7, target)).not.toEqual(scheduleOf(8, target));
  });

  it.each(single)('meet every kind that can happen to $backend in what npm test runs', (target) => {
    const lanes = jobsOf([]).jobs.find(([job]) => job?.target.backend === target.backend && job.target.members === 1) ?? [];
    const met = new Set(seedsOf(lanes).flatMap((seed) => scheduleOf(seed ?? 0, target).map(({ kind }) => kind)));
    expect([...met].sort()).toEqual(kindsFor(target).toSorted());
  });

  it('are shared by the processes of a store, none left out and none run twice', () => {
    const { jobs } = jobsOf(['--backend=zookeeper', '--members=1', '--seed=5', '--seeds=7']);
    expect(jobs).toHaveLength(1);
    expect(seedsOf(jobs[0] ?? [])).toEqual([5, 6, 7, 8, 9, 10, 11]);
  });

  it('that are asked for where there is no such store are refused', () => {
    expect(() => jobsOf(['--backend=local', '--members=3'])).toThrow('There is no local of 3 members');
    expect(() => jobsOf(['--seeds=many'])).toThrow('--seeds=many is not a number above 0');
  });
});
