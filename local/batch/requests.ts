/** The parts of requests that are played; a request with any other is refused, so that nothing is silently left out. */
import * as z from 'zod';

const variable = z.strictObject({ name: z.string().min(1), value: z.string() });
/** Batch takes no empty argument. */
const command = z.array(z.string().min(1));

const container = z.strictObject({
  name: z.string().min(1),
  image: z.string().min(1),
  essential: z.boolean().optional(),
  command: command.optional(),
  environment: z.array(variable).optional(),
  dependsOn: z
    .array(z.strictObject({ containerName: z.string(), condition: z.enum(['START', 'COMPLETE', 'SUCCESS']) }))
    .optional(),
  mountPoints: z
    .array(z.strictObject({ containerPath: z.string(), sourceVolume: z.string(), readOnly: z.literal(false) }))
    .max(1)
    .optional(),
  resourceRequirements: z.array(z.strictObject({ type: z.enum(['VCPU', 'MEMORY']), value: z.string() })),
  logConfiguration: z.strictObject({
    logDriver: z.literal('awslogs'),
    options: z.strictObject({ 'awslogs-group': z.string() }),
  }),
  /** without effect: everything runs as whoever runs this process */
  user: z.string().optional(),
  linuxParameters: z.strictObject({ initProcessEnabled: z.boolean() }).optional(),
});

export type Container = z.output<typeof container>;

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/);

export const RegisterJobDefinition = z.strictObject({
  jobDefinitionName: name,
  type: z.literal('container'),
  platformCapabilities: z.tuple([z.literal('FARGATE')]),
  propagateTags: z.boolean().optional(),
  timeout: z.strictObject({ attemptDurationSeconds: z.int().min(60) }).optional(),
  retryStrategy: z
    .strictObject({
      attempts: z.int().min(1).max(10),
      evaluateOnExit: z.array(z.record(z.string(), z.string())).max(5),
    })
    .optional(),
  ecsProperties: z.strictObject({
    taskProperties: z.tuple([
      z.strictObject({
        containers: z.array(container).min(1).max(10),
        executionRoleArn: z.string().startsWith('arn:'),
        volumes: z.array(z.strictObject({ name: z.string(), host: z.strictObject({}) })).max(1),
        platformVersion: z.string().optional(),
        runtimePlatform: z.record(z.string(), z.string()).optional(),
        networkConfiguration: z.strictObject({ assignPublicIp: z.enum(['ENABLED', 'DISABLED']) }).optional(),
      }),
    ]),
  }),
});

const override = z.strictObject({
  name: z.string(),
  command: command.optional(),
  environment: z.array(variable).optional(),
});

export type Override = z.output<typeof override>;

export const SubmitJob = z.strictObject({
  jobName: name,
  jobQueue: z.string(),
  jobDefinition: z.string(),
  ecsPropertiesOverride: z
    .strictObject({ taskProperties: z.tuple([z.strictObject({ containers: z.array(override) })]) })
    .optional(),
});

export const ListJobs = z.strictObject({
  jobQueue: z.string(),
  filters: z.tuple([z.strictObject({ name: z.literal('JOB_NAME'), values: z.array(z.string()) })]),
});
