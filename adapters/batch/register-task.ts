import { type KeyValuePair, RegisterJobDefinitionCommand, type TaskContainerProperties } from '@aws-sdk/client-batch';
import { type ContainerSize, jobSize } from '../../domain/job/job-size.ts';
import type { Task } from '../../domain/job/task.ts';
import { batch, CONTAINERS, type JobSettings } from './client.ts';
import { FETCH, STORE } from './transfer.ts';

/** Where a task finds its files; its program is told the whole paths. */
export const DIRECTORY = '/waybill';
const VOLUME = 'files';
/** Batch takes no shorter limit. */
const LEAST_SECONDS = 60;

/**
 * Registers a new revision of a task's job definition: the image cannot be chosen when a job is submitted, and what a
 * submission has kept must stay as it was. The limit of time counts for all three containers together.
 * @returns the ARN of the revision
 */
export async function registerTask(task: Task, settings: JobSettings): Promise<string> {
  const { image } = task;
  if (image === undefined) throw new Error(`Task ${task.name} has no image.`);
  const answer = await batch.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: `${settings.definitionPrefix}${task.name}`,
      type: 'container',
      platformCapabilities: ['FARGATE'],
      propagateTags: true,
      timeout: { attemptDurationSeconds: Math.max(LEAST_SECONDS, task.timeoutSeconds) },
      retryStrategy: {
        attempts: 3,
        // what the network or the registry did is tried again; whatever else happened is the command's own end
        evaluateOnExit: [
          { onReason: 'CannotPullContainerError*', action: 'RETRY' },
          { onReason: 'ResourceInitializationError*', action: 'RETRY' },
          { onReason: '*', action: 'EXIT' },
        ],
      },
      ecsProperties: {
        taskProperties: [
          {
            executionRoleArn: settings.executionRoleArn,
            platformVersion: 'LATEST',
            runtimePlatform: { operatingSystemFamily: 'LINUX', cpuArchitecture: 'X86_64' },
            // the subnets have no way out but this; no way in is opened
            networkConfiguration: { assignPublicIp: 'ENABLED' },
            volumes: [{ name: VOLUME, host: {} }],
            containers: containers(task, image, settings),
          },
        ],
      },
    }),
  );
  if (answer.jobDefinitionArn === undefined) throw new Error(`Batch registered task ${task.name} without an ARN.`);
  return answer.jobDefinitionArn;
}

function containers(task: Task, image: string, settings: JobSettings): TaskContainerProperties[] {
  const size = jobSize(task);
  const environment = [{ name: 'WAYBILL_DIRECTORY', value: DIRECTORY }];
  const transfer = { image: settings.transferImage, environment, ...shared(size.transfer, settings) };
  const { fetch, task: own, store } = CONTAINERS;
  return [
    { name: fetch, essential: false, command: FETCH, ...transfer },
    {
      name: own,
      image,
      essential: false,
      command: task.command,
      environment: task.environment.map(({ name, value }): KeyValuePair => ({ name, value })),
      dependsOn: [{ containerName: fetch, condition: 'SUCCESS' }],
      linuxParameters: { initProcessEnabled: true },
      ...shared(size.task, settings),
    },
    {
      name: store,
      essential: true,
      command: STORE,
      dependsOn: [{ containerName: own, condition: 'COMPLETE' }],
      ...transfer,
    },
  ];
}

function shared({ vcpu, memoryMiB }: ContainerSize, { logGroup }: JobSettings) {
  return {
    // the volume belongs to root, also in images that have a user of their own
    user: '0',
    mountPoints: [{ sourceVolume: VOLUME, containerPath: DIRECTORY, readOnly: false }],
    resourceRequirements: [
      { type: 'VCPU' as const, value: String(vcpu) },
      { type: 'MEMORY' as const, value: String(memoryMiB) },
    ],
    logConfiguration: { logDriver: 'awslogs' as const, options: { 'awslogs-group': logGroup } },
  };
}
