import { describe, expect, it } from 'vitest';
import { inputFiles } from '../../../domain/job/input-files.ts';
import { type JobSnapshot, jobSchema } from '../../../domain/job/job.ts';
import { jobSize } from '../../../domain/job/job-size.ts';
import { sizeFault } from '../../../domain/job/resources.ts';
import { taskSchema } from '../../../domain/job/task.ts';
import type { ProducedOutput } from '../../../domain/submission/submission.ts';

const UUID = '0f8fad5b-d9cb-469f-a165-70867728950e';

function snapshotOf(steps: Record<string, string[]>[]): JobSnapshot {
  const named = steps.flatMap((group, ordering) => Object.keys(group).map((task) => ({ task, ordering })));
  const tasks = Object.assign({}, ...steps) as Record<string, string[]>;
  const made = Object.entries(tasks).map(([name, inputs], index) => {
    const task = taskSchema().parse({ name, image: 'busybox', command: ['true'], inputs });
    return [name, { ...task, number: index, version: 1 }] as const;
  });
  const job = jobSchema().parse({ name: 'job', steps: named });
  return { job, tasks: Object.fromEntries(made), values: {}, priority: 'medium', input: 'mine.seq' };
}
const made = (outputs: Record<string, number>) => ({
  uuid: UUID,
  outputs: Object.fromEntries(
    Object.entries(outputs).map(([stored, step]): [string, ProducedOutput] => {
      return [stored, { name: stored, contentType: 'text/plain', size: 1, createdAt: '2021-01-01T10:00:00Z', step }];
    }),
  ),
});

describe('the files that a task reads', () => {
  it('are the submitted one in the first step, under the first ending', () => {
    const snapshot = snapshotOf([{ one: ['.fasta'], other: ['.txt'], none: [] }]);
    const of = (task: string) => inputFiles(snapshot, made({}), task);
    expect(of('one')).toEqual({ files: [{ name: `${UUID}.fasta`, from: 'submitted' }], missing: [] });
    expect(of('other').files).toEqual([{ name: `${UUID}.txt`, from: 'submitted' }]);
    expect(of('none')).toEqual({ files: [], missing: [] });
  });

  it('are the latest earlier results in later steps, under the names of the endings, and the other ones', () => {
    const snapshot = snapshotOf([
      { one: ['.fasta'] },
      { two: ['.fasta'] },
      { three: ['.aln', '.fasta', '.seq', '.gone'] },
    ]);
    const outputs = made({ [`${UUID}.aln`]: 1, [`${UUID}__two.aln`]: 2, [`${UUID}.late.aln`]: 3 });
    expect(inputFiles(snapshot, outputs, 'three')).toEqual({
      files: [
        { name: `${UUID}.aln`, from: { stored: `${UUID}__two.aln` } },
        { name: `${UUID}__two.aln`, from: { stored: `${UUID}__two.aln` } },
        { name: `${UUID}.fasta`, from: 'submitted' },
        { name: `${UUID}.seq`, from: 'submitted' },
      ],
      missing: ['.gone'],
    });
  });
});

describe('the size of a job', () => {
  it.each([
    [0.25, 512, 0.25, 1024],
    [0.25, 2048, 0.5, 3072],
    [1, 2048, 1, 3072],
    [4, 30 * 1024, 8, 32 * 1024],
  ])('of a task with %d vCPU and %d MiB is %d vCPU and %d MiB, which Fargate has', (vcpu, memoryMiB, vcpus, total) => {
    const { task, transfer } = jobSize({ vcpu, memoryMiB });
    expect(task.vcpu + 2 * transfer.vcpu).toBe(vcpus);
    expect(task.memoryMiB + 2 * transfer.memoryMiB).toBe(total);
    expect(sizeFault(vcpus, total)).toBeUndefined();
    expect(task.memoryMiB).toBeGreaterThanOrEqual(memoryMiB);
  });

  it('is refused where Fargate has none', () => {
    expect(() => jobSize({ vcpu: 16, memoryMiB: 120 * 1024 })).toThrow(/no containers/);
  });
});
