import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { keys } from '../../../adapters/dynamodb/keys.ts';
import { setDue } from '../../../adapters/dynamodb/step-store.ts';
import { getSubmission, type SubmissionRow } from '../../../adapters/dynamodb/submission-store.ts';
import type { StepName } from '../../../domain/submission/submission.ts';
import { routes as nemoRoutes } from '../../../functions/nemo/routes.ts';
import { routes as submissionRoutes } from '../../../functions/submissions/routes.ts';
import { routes as uploadRoutes } from '../../../functions/uploads/routes.ts';
import { csvFile, form, manifestOf, put, type SampleFile, type Target } from '../../service/submitting.ts';
import { ask, type Door, type InProcess, startInProcess } from '../in-process.ts';

/** The files of the steps, in their order. */
export const ENTRIES: Readonly<Record<StepName, string>> = {
  manifest_validated: 'ingest/manifest-validated.ts',
  upload_complete: 'ingest/upload-complete.ts',
  qc_complete: 'ingest/qc-complete.ts',
  https_release: 'ingest/https-release.ts',
  gcp_release: 'ingest/gcp-release.ts',
  portal_release: 'ingest/portal-release.ts',
};

export interface Told {
  eventId: string;
  submissionId: string;
  attempt: number;
  step?: string;
  success?: boolean;
}

/** Every part of the ingest by itself: nothing happens unless the test lets it happen. */
export interface IngestBench {
  functions: InProcess;
  /** of the submitter, who is an administrator too */
  token: string;
  /** what was put on the bus, all of it */
  told: { type: string; detail: Told }[];
  /** what was put on the bus about a step of a submission */
  toldOf: (id: string, step: string) => Told[];
  /** while it is down, nothing can be told: a function that has written its record dies then */
  bus: { isDown: boolean };
  /** while it is down, nothing is started, stopped or woken */
  states: { isDown: boolean };
  submit: (files: readonly SampleFile[]) => Promise<string>;
  /** uploads files; S3's event about them is lost unless they are confirmed */
  upload: (id: string, files: readonly SampleFile[]) => Promise<void>;
  confirm: (id: string, files: readonly SampleFile[]) => Promise<void>;
  /** runs a step as the state machine does; `upload_complete` gets the token of an execution that waits */
  step: (id: string, step: StepName, more?: object) => Promise<unknown>;
  change: (id: string, what: 'cancel' | 'redrive') => Promise<void>;
  sweep: () => Promise<unknown>;
  read: (id: string) => Promise<SubmissionRow>;
  /** everything that is kept of a submission */
  rows: (id: string) => Promise<object[]>;
  /** an execution that waits, and the token that it waits for */
  wait: (name: string) => Promise<string>;
  status: (name: string) => Promise<string | undefined>;
  client: SFNClient;
  /** makes the sweeper look at a submission */
  due: (id: string) => Promise<void>;
}

/** The machine of the bench: every execution waits for its token, wherever it is. */
const WAITING = {
  StartAt: 'Wait',
  States: {
    Wait: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'wait', Payload: { 'token.$': '$$.Task.Token', 'name.$': '$$.Execution.Name' } },
      End: true,
    },
  },
};

export async function startBench(): Promise<IngestBench> {
  const told: IngestBench['told'] = [];
  const bus = { isDown: false };
  const states = { isDown: false };
  const tokens = new Map<string, PromiseWithResolvers<string>>();
  const tokenOf = (name: string): PromiseWithResolvers<string> => {
    const known = tokens.get(name) ?? Promise.withResolvers<string>();
    tokens.set(name, known);
    return known;
  };
  const functions = await startInProcess({
    ingest: {
      definition: WAITING,
      invoke: async (_arn, payload) => {
        const { token, name } = payload as { token: string; name: string };
        tokenOf(name).resolve(token);
        return { payload: null };
      },
    },
    put: ({ 'detail-type': type, detail }) => {
      told.push({ type, detail: detail as Told });
    },
    allows: (action) =>
      !(bus.isDown && action.startsWith('events:')) && !(states.isDown && action.startsWith('states:')),
  });
  const { table } = functions.local;
  const token = await functions.tokenFor('submitter', { siteAdmin: true });
  const door = async (entry: string, routes: Door['routes']): Promise<Door> => ({
    handler: await functions.load(entry),
    routes,
  });
  const nemo = await door('nemo/index.ts', nemoRoutes);
  const uploads = await door('uploads/index.ts', uploadRoutes);
  const submissions = await door('submissions/index.ts', submissionRoutes);
  const client = new SFNClient({});
  const stateMachineArn = process.env['STATE_MACHINE_ARN'] ?? '';
  const executionArn = (name: string) => `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const read: IngestBench['read'] = async (id) => (await getSubmission(table, id)) as SubmissionRow;

  return {
    functions,
    token,
    told,
    bus,
    states,
    client,
    read,
    toldOf: (id, step) =>
      told.map(({ detail }) => detail).filter((detail) => detail.submissionId === id && detail.step === step),
    submit: async (files) => {
      const { id } = await ask<{ id: string }>(nemo, 'POST /api/submission', { token, form: form(manifestOf(files)) });
      return id;
    },
    upload: async (id, files) => {
      const json = { files: files.map(({ name, bytes }) => ({ name, size: bytes.length })) };
      const answer = await ask<{ files: Target[] }>(uploads, `POST /api/v1/submissions/${id}/uploads`, { token, json });
      for (const [index, target] of answer.files.entries()) await put(target, files[index]?.bytes ?? Buffer.alloc(0));
    },
    confirm: async (id, files) => {
      const json = { names: files.map(({ name }) => name) };
      await ask(uploads, `POST /api/v1/submissions/${id}/uploads/confirm`, { token, json });
    },
    step: async (id, step, more = {}) => {
      const { attempt } = await read(id);
      const wait = step === 'upload_complete' ? { taskToken: await tokenOf(`${id}-${attempt}`).promise, retry: 0 } : {};
      return functions.run(ENTRIES[step], { submissionId: id, attempt, ...wait, ...more });
    },
    change: async (id, what) => {
      await ask(submissions, `POST /api/v1/submissions/${id}/${what}`, { token });
    },
    sweep: () => functions.run('events/sweeper.ts', {}),
    rows: async (id) => {
      const answer = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'PK = :pk',
          ExpressionAttributeValues: { ':pk': keys.submission(id).PK },
          ConsistentRead: true,
        }),
      );
      return answer.Items ?? [];
    },
    wait: async (name) => {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: '{}' }));
      return tokenOf(name).promise;
    },
    status: async (name) => {
      const answer = await client.send(new DescribeExecutionCommand({ executionArn: executionArn(name) }));
      return answer.status;
    },
    due: (id) => setDue(table, id, '2020-01-01T00:00:00Z'),
  };
}

export const sample = (...names: string[]): SampleFile[] => names.map((name) => csvFile(name));
