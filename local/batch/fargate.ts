import { ServiceError } from '../aws/service-error.ts';
import { memoryOf, vcpuOf } from './model.ts';
import type { Container } from './requests.ts';

const GiB = 1024;

/** MiB that Fargate has with so many vCPUs. */
const SIZES: Readonly<Record<string, readonly number[]>> = {
  '0.25': [512, 1 * GiB, 2 * GiB],
  '0.5': range(1, 4, 1),
  '1': range(2, 8, 1),
  '2': range(4, 16, 1),
  '4': range(8, 30, 1),
  '8': range(16, 60, 4),
  '16': range(32, 120, 8),
};

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, index) => (from + index * step) * GiB);
}

/** Containers of a job have to be, together, of a size that Fargate has. @throws ServiceError */
export function checkSize(containers: readonly Container[]): void {
  const vcpu = vcpuOf(containers);
  const memory = containers.reduce((sum, container) => sum + memoryOf(container), 0);
  if (SIZES[String(vcpu)]?.includes(memory)) return;
  const size = `(${vcpu.toFixed(2)} vCPU, ${memory} MiB)`;
  throw new ServiceError(400, 'ClientException', `Fargate resource requirements ${size} not valid.`);
}

/**
 * Containers run one after another here, each after the one that it depends on. @throws ServiceError for any others
 */
export function checkOrder(containers: readonly Container[]): void {
  for (const [index, { name, dependsOn = [] }] of containers.entries()) {
    const [dependency, ...others] = dependsOn;
    const before = index === 0 ? undefined : containers[index - 1]?.name;
    const ordered = others.length === 0 && dependency?.containerName === before && dependency?.condition !== 'START';
    if (!ordered) throw new ServiceError(400, 'ClientException', `Container ${name}: the local run plays chains only.`);
  }
  const [last] = containers.toReversed();
  if (last?.essential === false || containers.slice(0, -1).some(({ essential }) => essential !== false)) {
    const message = 'The local run wants the last container, and no other, to be essential.';
    throw new ServiceError(400, 'ClientException', message);
  }
}
