const GiB = 1024;

/** Memory in MiB that Fargate has for each number of vCPUs: from, to, and in steps of. */
const FARGATE: Readonly<Record<string, { from: number; to: number; step: number }>> = {
  '0.25': { from: 512, to: 2 * GiB, step: 512 },
  '0.5': { from: 1 * GiB, to: 4 * GiB, step: GiB },
  '1': { from: 2 * GiB, to: 8 * GiB, step: GiB },
  '2': { from: 4 * GiB, to: 16 * GiB, step: GiB },
  '4': { from: 8 * GiB, to: 30 * GiB, step: GiB },
  '8': { from: 16 * GiB, to: 60 * GiB, step: 4 * GiB },
  '16': { from: 32 * GiB, to: 120 * GiB, step: 8 * GiB },
};

/** Why Fargate does not run a container of this size; `undefined` if it does. */
export function sizeFault(vcpu: number, memoryMiB: number): string | undefined {
  const range = FARGATE[String(vcpu)];
  if (range === undefined)
    return `Fargate has no containers with ${vcpu} vCPU; it has ${Object.keys(FARGATE).join(', ')}.`;
  const { from, to, step } = range;
  // 0.25 vCPU goes with 512, 1024 and 2048 MiB only
  const hole = vcpu === 0.25 && memoryMiB === 1536;
  if (memoryMiB >= from && memoryMiB <= to && (memoryMiB - from) % step === 0 && !hole) return undefined;
  return `With ${vcpu} vCPU, Fargate has ${from} to ${to} MiB of memory in steps of ${step}.`;
}
