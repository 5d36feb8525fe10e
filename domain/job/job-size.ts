import { invalid } from '../errors.ts';
import { sizeFault } from './resources.ts';

/** What a container is given: vCPUs, and MiB of memory. */
export interface ContainerSize {
  vcpu: number;
  memoryMiB: number;
}

/** Bringing inputs and storing outputs is streaming: a Node process takes some 60 MiB for it. */
const TRANSFER_MEMORY_MIB = 128;
const VCPUS = [0.25, 0.5, 1, 2, 4, 8, 16];
/** The steps of every range of memory are multiples of it. */
const MEMORY_STEP_MIB = 512;
const MOST_MEMORY_MIB = 120 * 1024;

/**
 * The sizes of a job's three containers. Together they have to be one of the sizes that Fargate has, so the memory of
 * the task is rounded up to what is left of the next one, and its share of the processor is three quarters: the
 * containers run one after another, and a share that nobody uses is everybody's.
 */
export function jobSize(wanted: ContainerSize): { task: ContainerSize; transfer: ContainerSize } {
  for (const vcpu of VCPUS.filter((count) => count >= wanted.vcpu)) {
    const least = wanted.memoryMiB + 2 * TRANSFER_MEMORY_MIB;
    for (let memory = MEMORY_STEP_MIB; memory <= MOST_MEMORY_MIB; memory += MEMORY_STEP_MIB) {
      if (memory < least || sizeFault(vcpu, memory) !== undefined) continue;
      return {
        task: { vcpu: (vcpu * 3) / 4, memoryMiB: memory - 2 * TRANSFER_MEMORY_MIB },
        transfer: { vcpu: vcpu / 8, memoryMiB: TRANSFER_MEMORY_MIB },
      };
    }
  }
  throw invalid(
    `Fargate has no containers for ${wanted.memoryMiB} MiB and the ${2 * TRANSFER_MEMORY_MIB} MiB that bring and store the files.`,
  );
}
