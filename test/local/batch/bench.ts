import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { BatchClient, DescribeJobsCommand, type JobDetail } from '@aws-sdk/client-batch';
import type { JobSettings } from '../../../adapters/batch/client.ts';
import type { TransferPlan } from '../../../adapters/batch/transfer.ts';
import { type Task, taskSchema } from '../../../domain/job/task.ts';
import type { Caller, Callers } from '../../../local/aws/caller.ts';
import { startEndpoint } from '../../../local/aws/endpoint.ts';
import type { BusEvent } from '../../../local/aws/event.ts';
import { type BatchOptions, createBatch, type LocalBatch } from '../../../local/batch/service.ts';

const arn = (resource: string): string => `arn:aws:batch:us-east-1:000000000000:${resource}`;
export const QUEUES = { low: arn('job-queue/low'), medium: arn('job-queue/medium'), high: arn('job-queue/high') };
export const SETTINGS: JobSettings = {
  definitionPrefix: 'Test-',
  executionRoleArn: 'arn:aws:iam::000000000000:role/execution',
  logGroup: 'jobs',
  transferImage: 'node',
  queues: QUEUES,
};

/** Names and contents of files that `store` has sent, and the plan that every job follows. */
interface Files {
  server: Server;
  url: string;
  stored: Map<string, Buffer>;
}

export interface BatchBench {
  directory: string;
  batch: LocalBatch;
  events: BusEvent[];
  files: Files;
  /** actions that are refused */
  denied: Set<string>;
  register: (fields: object) => Promise<{ task: Task; definition: string }>;
  submit: (definition: string, command: string[], plan?: Partial<Plan>) => Promise<string>;
  describe: (id: string) => Promise<JobDetail>;
  /** waits for the end of a job */
  ended: (id: string) => Promise<JobDetail>;
  close: () => Promise<void>;
}

interface Plan {
  inputs: Record<string, string>;
  endings: string[];
  maxBytes: number;
  queue: string;
  name: string;
}

/** Batch as a run has it, with clients of the product's own adapters, and a server that stands for S3. */
export async function startBench(
  options: Partial<BatchOptions> = {},
  before?: Pick<BatchBench, 'directory'>,
): Promise<BatchBench> {
  const directory = before?.directory ?? mkdtempSync(join(tmpdir(), 'waybill-batch-'));
  const events: BusEvent[] = [];
  const denied = new Set<string>();
  const batch = createBatch({
    directory,
    queues: new Map(Object.values(QUEUES).map((queue, priority) => [queue, { arn: queue, priority }])),
    maxVcpus: 2,
    path: process.env['PATH'] ?? '',
    emit: async (event) => void events.push(event),
    ...options,
  });
  const caller: Caller = {
    accessKeyId: 'test',
    secretAccessKey: 'secret',
    name: 'test',
    allows: (action) => !denied.has(action),
  };
  const callers: Callers = { find: (id) => (id === caller.accessKeyId ? caller : undefined) };
  const endpoint = await startEndpoint({ port: 0, callers, services: batch.services });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: caller.accessKeyId,
    AWS_SECRET_ACCESS_KEY: caller.secretAccessKey,
  });
  const files = await startFiles();
  const client = new BatchClient({ endpoint: endpoint.url });
  const describe: BatchBench['describe'] = async (id) => {
    const { jobs = [] } = await client.send(new DescribeJobsCommand({ jobs: [id] }));
    return jobs[0] as JobDetail;
  };
  batch.start();
  const adapters = await loadAdapters();
  return {
    directory,
    batch,
    events,
    files,
    denied,
    describe,
    register: async (fields) => {
      const task = taskSchema().parse({ name: 'task', image: 'any', command: ['true'], ...fields });
      return { task, definition: await adapters.registerTask(task, SETTINGS) };
    },
    submit: (definition, command, plan = {}) =>
      adapters.submitJob({
        // no two jobs have the same, as in the service
        name: plan.name ?? `job-${randomUUID()}`,
        queue: plan.queue ?? QUEUES.medium,
        definition,
        command,
        planUrl: `${files.url}/plan?${new URLSearchParams({ plan: JSON.stringify(planOf(files.url, plan)) }).toString()}`,
      }),
    ended: async (id) => {
      for (;;) {
        const job = await describe(id);
        if (job.status === 'SUCCEEDED' || job.status === 'FAILED') return job;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    close: async () => {
      await batch.close();
      await endpoint.close();
      files.server.closeAllConnections();
      files.server.close();
      if (before === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Loaded when the endpoint is known: the adapters' clients read it once. */
async function loadAdapters() {
  const { vi } = await import('vitest');
  vi.resetModules();
  const { registerTask } = await import('../../../adapters/batch/register-task.ts');
  const { submitJob } = await import('../../../adapters/batch/jobs.ts');
  return { registerTask, submitJob };
}

function planOf(url: string, { inputs = {}, endings = [], maxBytes = 1_000_000 }: Partial<Plan>): TransferPlan {
  const prefix = 'out/';
  return {
    inputs: Object.entries(inputs).map(([name, text]) => ({
      name,
      url: `${url}/input?${new URLSearchParams({ text }).toString()}`,
    })),
    outputs: { endings, ignore: Object.keys(inputs), url: `${url}/store`, fields: {}, prefix, maxBytes, maxFiles: 10 },
  };
}

async function startFiles(): Promise<Files> {
  const stored = new Map<string, Buffer>();
  const answer: RequestListener = (request, response) => void serve(stored, request, response);
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, stored, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function serve(stored: Files['stored'], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://local');
  if (pathname !== '/store') return void response.end(searchParams.get(pathname === '/plan' ? 'plan' : 'text'));
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  const form = await new Response(new Uint8Array(await buffer(request)), { headers }).formData();
  const file = form.get('file') as File;
  stored.set(form.get('key') as string, Buffer.from(await file.arrayBuffer()));
  response.writeHead(204).end();
}

export const containerOf = (job: JobDetail, name: string) =>
  job.ecsProperties?.taskProperties?.[0]?.containers?.find((container) => container.name === name);
