import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { assignments } from '../../../adapters/dynamodb/assignments.ts';
import { routes as definitionRoutes } from '../../../functions/job-definitions/routes.ts';
import type { Inject } from '../../../local/dynamodb/faults.ts';
import { gatewayTo, type Line, type Sent } from '../door-event.ts';
import { ask, type InProcess, startInProcess } from '../in-process.ts';

const PREFIX = '/analytics_automated';

export interface Request extends Pick<Sent, 'form' | 'headers' | 'ip' | 'token'> {
  method?: string;
  /** without the prefix */
  path: string;
  /** the path is whole as it is */
  atRoot?: true;
  body?: string;
}

export interface Answer {
  status: number;
  /** as it was sent */
  text: string;
  json: unknown;
  headers: Record<string, string>;
}

export interface JobsSite {
  here: InProcess;
  send(sent: Request): Promise<Answer>;
  /** a form with everything that every job asks for */
  form(fields: Record<string, string | undefined>, file?: Blob | null, name?: string): FormData;
  admin: string;
  /** a record as it lies in the table */
  row(PK: string, SK: string): Promise<Record<string, unknown> | undefined>;
  /** sets attributes of a submission, whatever it is like */
  change(id: string, values: Record<string, unknown>): Promise<void>;
  putTask(name: string, task: object): Promise<void>;
  putJob(name: string, job: object): Promise<void>;
  /** saves a job without looking at what is there; the answer is the status */
  tryJob(name: string, job: object): Promise<200 | 409>;
}

/** Nothing is run here, and no container need be registered. */
const TASK = { lambda: 'waybill-task-test', inputs: ['.in'], outputs: ['.out'] };

/** The jobs of the peer's own tests and of the study: count, job1, job2, a disabled one, one without steps. */
export async function startJobsSite(environment: Record<string, string> = {}, inject?: Inject): Promise<JobsSite> {
  const here = await startInProcess({ environment, ...(inject && { inject }) });
  const handler = await here.load('jobs/index.ts');
  const definitions = { handler: await here.load('job-definitions/index.ts'), routes: definitionRoutes };
  const admin = await here.tokenFor('root', { siteAdmin: true });
  const put = async (path: `/${string}`, json: object) => {
    await ask(definitions, `PUT ${path}`, { token: admin, json });
  };
  const site: JobsSite = {
    here,
    admin,
    form: formOf,
    row: async (PK, SK) => {
      const { client, name: TableName } = here.local.table;
      return (await client.send(new GetCommand({ TableName, Key: { PK, SK }, ConsistentRead: true }))).Item;
    },
    change: async (id, values) => {
      const { client, name: TableName } = here.local.table;
      const Key = { PK: `SUB#${id}`, SK: 'META' };
      await client.send(new UpdateCommand({ TableName, Key, ...assignments(values) }));
    },
    send: async (sent) => answerOf((await handler(await eventOf(sent), {} as Context)) as Result),
    putTask: (name, task) => put(`/api/v1/tasks/${name}`, task),
    tryJob: (name, job) =>
      put(`/api/v1/jobs/${name}`, job).then(
        () => 200,
        () => 409,
      ),
    putJob: (name, job) => put(`/api/v1/jobs/${name}`, { public: true, groupId: here.groupId, ...job }),
  };
  await makeJobs(site);
  return site;
}

async function makeJobs(site: JobsSite): Promise<void> {
  const putTask: JobsSite['putTask'] = (...task) => site.putTask(...task);
  const putJob: JobsSite['putJob'] = (...job) => site.putJob(...job);
  const wc = [{ type: 'Software', name: 'wc', version: '8.32' }];
  await putTask('wc', { ...TASK, outputs: [], stdout: '.count', configuration: wc });
  await putTask('task1', {
    ...TASK,
    parameters: [
      { alias: 'all', kind: 'boolean', flag: '-q' },
      { alias: 'number', flag: '-n' },
    ],
  });
  await putTask('task2', { ...TASK, outputs: ['.two'], parameters: [{ alias: 'this', flag: '-t' }] });
  const step = (task: string, ordering = 0) => ({ task, ordering });
  await putJob('job1', { steps: [step('task1')] });
  await putJob('job2', { steps: [step('task2')] });
  await putJob('count', { steps: [step('wc')] });
  await putJob('disabled', { runnable: false, steps: [step('wc')] });
  await putJob('nosteps', {});
  await putJob('picture', { steps: [step('wc')], validators: [{ kind: 'png' }] });
  await putJob('members', { public: false, steps: [step('wc')] });
}

function formOf(
  fields: Record<string, string | undefined>,
  file: Blob | null = new Blob(['>a\nMK\n']),
  name = 'prot.txt',
) {
  const form = new FormData();
  const all = { submission_name: 'test', email: 'a@b.com', ...fields };
  for (const [field, value] of Object.entries(all)) if (value !== undefined) form.append(field, value);
  if (file !== null) form.append('input_data', file, name);
  return form;
}

type Result = APIGatewayProxyStructuredResultV2;

function answerOf({ statusCode = 0, body = '', isBase64Encoded, headers = {} }: Result): Answer {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  const names = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return {
    status: statusCode,
    text,
    json: text.startsWith('{') ? (JSON.parse(text) as unknown) : undefined,
    headers: names,
  };
}

async function eventOf(sent: Request): Promise<APIGatewayProxyEventV2> {
  const { method = 'GET', path, atRoot, body, ...rest } = sent;
  // more than API Gateway hands on: the function itself refuses what is no path of its API
  const send = gatewayTo({ jobs: [`${method} /{path+}`] });
  const raw = body === undefined ? {} : { raw: body };
  return (await send(`${method} ${atRoot ? path : PREFIX + path}` as Line, { ...rest, ...raw })).event;
}
