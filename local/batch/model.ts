import type { Container, Override } from './requests.ts';

/** Job definitions and jobs as this service keeps them; names are those of Batch's API. */
export interface Definition {
  readonly arn: string;
  readonly name: string;
  readonly revision: number;
  readonly containers: readonly Container[];
  readonly timeoutSeconds?: number;
  readonly attempts: number;
}

export interface ContainerEnd {
  readonly name: string;
  readonly logStreamName: string;
  readonly exitCode?: number;
  readonly reason?: string;
}

export type Status = 'RUNNABLE' | 'RUNNING' | 'SUCCEEDED' | 'FAILED';

export interface Job {
  readonly id: string;
  readonly name: string;
  /** ARNs */
  readonly queue: string;
  readonly definition: string;
  readonly overrides: readonly Override[];
  /** milliseconds since the epoch; no two jobs have the same */
  readonly createdAt: number;
  status: Status;
  statusReason?: string;
  startedAt?: number;
  stoppedAt?: number;
  attempts: number;
  containers: ContainerEnd[];
  /** process group of the container that runs, to end what a killed process left */
  group?: number;
  /** the event about its end has been taken */
  told?: boolean;
}

export interface Queue {
  readonly arn: string;
  /** jobs of the queue with the highest one start first */
  readonly priority: number;
}

export const isEnded = ({ status }: Job): boolean => status === 'SUCCEEDED' || status === 'FAILED';

const requirement = ({ resourceRequirements }: Container, type: string): number =>
  Number(resourceRequirements.find((one) => one.type === type)?.value ?? 0);

export const vcpuOf = (containers: readonly Container[]): number =>
  containers.reduce((sum, container) => sum + requirement(container, 'VCPU'), 0);

export const memoryOf = (container: Container): number => requirement(container, 'MEMORY');
