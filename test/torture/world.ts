import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';
import type { BusEvent } from '../../local/aws/event.ts';
import { createBatch } from '../../local/batch/service.ts';
import { mailService } from '../../local/mail/api.ts';
import { type Receiver, startReceiver } from '../adapters/webhook/receiver.ts';
import { type InProcess, MIRROR, RELEASES, startInProcess, UPLOADS } from '../functions/in-process.ts';
import { ARNS, definition, FUNCTIONS } from '../statemachines/definition.ts';
import { startBoundary } from './boundary.ts';
import { type Clock, startClock } from './clock.ts';
import { createInvocations, type Event, type Invocations } from './invocations.ts';
import { loadNotify } from './notify.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { openDoors } from './requests.ts';
import { JOB_SETTINGS, LIFECYCLE, QUEUES, VARIABLES } from './settings.ts';
import type { Site } from './site.ts';
import { openTableReader, type TableReader } from './table-reader.ts';

/** What the service puts on the bus about submissions. */
export interface Told {
  type: string;
  eventId: string;
  submissionId: string;
  attempt?: number;
  step?: string;
  success?: boolean;
}

/** The whole service in this process, where anything may fail until it is told to be calm. */
export interface World extends Site {
  functions: InProcess;
  clock: Clock;
  invocations: Invocations;
  /** what was taken by the bus */
  told: Told[];
  /** recipients of the mails sent */
  mails: string[];
  webhooks: Receiver;
  recorder: Recorder;
  sweep(): Promise<void>;
  /** jobs that Batch has not ended yet */
  jobsAtWork(): number;
  /** status by name, of every execution */
  executions(): Promise<Map<string, string>>;
  close(): Promise<void>;
}

/** Events that get lost on their way: S3, Step Functions and Batch tell once, and mostly somebody hears it. */
const LOST_PERCENT = 15;
const BAD_ENDS = new Set(['FAILED', 'TIMED_OUT', 'ABORTED']);
/** Chances of what belongs to no schedule. */
const NOBODY = -1;

const LISTENERS = ['sweeper', 'object-created', 'execution-ended', 'task-ended'].map((name) => `events/${name}.ts`);

const entryOf = (arn: string): string =>
  `ingest/${arn
    .slice(ARNS.length)
    .replaceAll(/(?<!^)([A-Z])/g, '-$1')
    .toLowerCase()}.ts`;

export async function startWorld(seed: number): Promise<World> {
  const clock = startClock();
  const directory = mkdtempSync(join(tmpdir(), 'waybill-torture-'));
  const webhooks = await startReceiver();
  const told: Told[] = [];
  const mails: string[] = [];
  const recorder = createRecorder();
  let endedJobs = 0;
  const owners = new Map<string, number>();
  const run = async (entry: string, event: unknown) =>
    entry === 'events/notify.ts' ? (await notify)(event) : functions.run(entry, event);
  const invocations = createInvocations(seed, run);

  const scheduleOf = async (find: (reader: TableReader) => Promise<string | undefined>): Promise<number> =>
    owners.get((await find(table)) ?? '') ?? NOBODY;
  const ofSubmission = (id: string) => scheduleOf((reader) => reader.submitterOf(id));
  const deliver = (entry: string, event: unknown, schedule: Promise<number>, mayBeLost = 0) => {
    invocations.after(
      schedule.then((found): void => invocations.deliver({ entry, event, schedule: found }, mayBeLost)),
    );
  };
  const emit = async (event: BusEvent): Promise<void> => {
    const detail = event.detail as { name?: string; status?: string; jobName?: string; object?: { key: string } };
    if (event.source === 'aws.states') {
      if (!BAD_ENDS.has(detail.status ?? '')) return;
      deliver('events/execution-ended.ts', event, ofSubmission(detail.name?.split('-')[0] ?? ''), LOST_PERCENT);
    } else if (event.source === 'aws.batch') {
      endedJobs += 1;
      deliver('events/task-ended.ts', event, ofSubmission(recorder.submissionOfJob(detail.jobName)), LOST_PERCENT);
    } else {
      const key = detail.object?.key ?? '';
      deliver(
        'events/object-created.ts',
        event,
        scheduleOf((reader) => reader.ownerOfObject(key)),
        LOST_PERCENT,
      );
    }
  };
  const put = (event: BusEvent) => {
    const detail = event.detail as Told & { jobId?: string };
    if (event.source === 'waybill.jobs') return deliver('events/task-ended.ts', event, Promise.resolve(NOBODY));
    told.push({ ...detail, type: event['detail-type'] });
    deliver('events/notify.ts', event, ofSubmission(detail.submissionId));
  };

  const batch = createBatch({
    directory: join(directory, 'batch'),
    queues: QUEUES,
    maxVcpus: 2,
    path: process.env['PATH'] ?? '',
    emit,
  });
  const mailbox = {
    deliver: (_message: Buffer, recipients: readonly string[]) => {
      mails.push(...recipients);
      return `mail-${mails.length}`;
    },
  };
  const functions: InProcess = await startInProcess({
    emit,
    put,
    between: (endpoints) => startBoundary(endpoints, { decide: invocations.decide, done: recorder.see }),
    buckets: {
      [UPLOADS]: { ...LIFECYCLE.uploads, eventBridge: true },
      [RELEASES]: LIFECYCLE.releases,
      [MIRROR]: { versioned: false },
    },
    services: { ses: mailService({ mailbox, identities: ['example.org'] }), ...batch.services },
    variables: ['AWS_ENDPOINT_URL_SESV2', 'AWS_ENDPOINT_URL_BATCH', 'AWS_ENDPOINT_URL_CLOUDWATCH_LOGS'],
    environment: { ...VARIABLES, JOB_SETTINGS },
    ingest: {
      definition,
      retryScale: 0.002,
      invoke: async (arn, payload) => {
        const { submissionId } = payload as { submissionId: string };
        const what: Event = { entry: entryOf(arn), event: payload, schedule: await ofSubmission(submissionId) };
        try {
          return { payload: (await invocations.step(what)) ?? null };
        } catch (error) {
          const { name, message } = error as Error;
          return { payload: null, functionError: { errorType: name, errorMessage: message } };
        }
      },
    },
  });
  batch.start();
  // before anything fails: an import that takes its time is no fault of the service
  for (const entry of [...LISTENERS, ...FUNCTIONS.map((name) => entryOf(ARNS + name))]) await functions.load(entry);
  const notify = loadNotify(webhooks.reachLoopback);
  const table = openTableReader(functions.local.table.name);
  const states = new SFNClient({ maxAttempts: 10 });
  const stateMachineArn = process.env['STATE_MACHINE_ARN'] ?? '';
  return {
    functions,
    ...(await openDoors(functions, invocations)),
    group: await groupOf(table, functions.groupId),
    webhook: webhooks.url,
    waitMs: (attempt) => 20 * attempt,
    tries: 6,
    clock,
    invocations,
    told,
    mails,
    webhooks,
    recorder,
    table,
    person: async (schedule, roles = {}) => {
      const token = await functions.tokenFor(`user${schedule}-${owners.size}`, roles);
      owners.set(token.slice(0, 10), schedule);
      return token;
    },
    sweep: async () => {
      await invocations.call({ entry: 'events/sweeper.ts', event: {}, schedule: NOBODY });
    },
    jobsAtWork: () => recorder.jobs.length - endedJobs,
    executions: async () => {
      const found = new Map<string, string>();
      for await (const page of paginateListExecutions({ client: states, pageSize: 1000 }, { stateMachineArn })) {
        for (const { name = '', status = '' } of page.executions ?? []) found.set(name, status);
      }
      return found;
    },
    close: async () => {
      await batch.close();
      await functions.close();
      await webhooks.close();
      clock.restore();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function groupOf(table: TableReader, id: string): Promise<Site['group']> {
  const row = await table.get({ PK: `GROUP#${id}`, SK: 'GROUP' });
  return { id, uuid: String(row?.['uuid']) };
}
