import { randomBytes, randomUUID } from 'node:crypto';
import { anonymousUser } from '../../adapters/dynamodb/jobs/anonymous-store.ts';
import { getBatch } from '../../adapters/dynamodb/jobs/batch-store.ts';
import { createJobs, type NewJob } from '../../adapters/dynamodb/jobs/create-jobs.ts';
import { type OpenJobs, openJobs } from '../../adapters/dynamodb/jobs/limit-store.ts';
import { compilePattern } from '../../adapters/tables/safe-pattern.ts';
import type { Principal } from '../../domain/account/principal.ts';
import { forbidden, unauthenticated, unavailable } from '../../domain/errors.ts';
import type { JobDefinitions } from '../../domain/job/change-definitions.ts';
import { maySubmit, type StoredJob } from '../../domain/job/job.ts';
import { firstLimit, isRefused, type JobLimits, limitSubject, priorityOf } from '../../domain/job/limits.ts';
import { JobRefusal } from '../../domain/job/refusal.ts';
import { checkRequest, requestOf } from '../../domain/job/request.ts';
import type { JobRequest } from '../../domain/job/runnable-job.ts';
import { newIdentity } from '../../domain/submission/identity.ts';
import { type Submission, timestamp } from '../../domain/submission/submission.ts';
import { type Call, created, type Reply } from '../http/route.ts';
import { startDueAt, startExecution } from '../ingest/start-execution.ts';
import { table } from '../table.ts';
import { readSubmissionForm } from './form.ts';
import { withTasks } from './jobs.ts';
import { newJob } from './new-job.ts';
import type { routes } from './routes.ts';
import { config, definitions } from './store.ts';
import { storeInput } from './stored-input.ts';

type Submit = Call<(typeof routes)['submitJob']>;

/** A submitter who sends many requests at once may be counted anew so often. */
const COUNTS = 20;
const RETRY_SECONDS = 60;
const LIMITS: JobLimits = { lowFrom: config.JOB_LOW_FROM, refuseFrom: config.JOB_REFUSE_FROM };

/** Takes a submission to one job or several: all that can be wrong is found before anything is made. */
export async function submitJob(call: Submit): Promise<Reply> {
  const made = call.once?.made === undefined ? undefined : await getBatch(table, call.once.made);
  if (made !== undefined) return answer(made.uuid, made.name);
  const { fields, file } = await readSubmissionForm(call.rawBody, call.headers['content-type']);
  const request = requestOf(fields, file);
  const all = await definitions.load();
  const jobs = request.jobs.map((name) => jobFor(all, name, call.principal));
  let open = await countOpen(call, jobs.length);
  const runnable = jobs.map((job) => withTasks(job, all));
  checkRequest(request, runnable, compilePattern);
  const uuid = randomUUID();
  const [input, ...owners] = await Promise.all([
    storeInput(uuid, request.file),
    ...jobs.map((job) => ownerOf(job, call.principal)),
  ]);
  for (let count = 0; count < COUNTS; count++) {
    const priority = priorityOf(LIMITS, open?.ids.length ?? 0, call.principal !== undefined);
    const news = jobs.map((job, i) => newJob({ job, all, request, input, priority, batchUuid: uuid }, owners[i]));
    const submissions = await create(call, request, uuid, news, open);
    if (submissions !== undefined) {
      await Promise.all(submissions.map(startExecution));
      return answer(uuid, request.name.trim());
    }
    open = await countOpen(call, jobs.length);
  }
  throw unavailable('Too many submissions are being made from here at this moment. Try again.', { retryAfter: 2 });
}

const answer = (uuid: string, name: string): Reply => created({ UUID: uuid, submission_name: name });

function jobFor(all: JobDefinitions, name: string, principal: Principal | undefined): StoredJob {
  const job = all.jobs.find((one) => one.name === name);
  if (job === undefined) throw new JobRefusal('invalid', 'Job name supplied does not exist');
  if (maySubmit(job, principal)) return job;
  if (principal === undefined) throw unauthenticated('Authentication credentials were not provided.');
  throw forbidden('You do not have permission to perform this action.');
}

/** @throws JobRefusal where the caller has too many open submissions already */
async function countOpen({ principal, sourceIp }: Submit, added: number): Promise<OpenJobs | undefined> {
  const lookFrom = firstLimit(LIMITS);
  if (lookFrom === undefined) return undefined;
  // those that are being added count as well
  const open = await openJobs(table, limitSubject(principal, sourceIp), Math.max(0, lookFrom - added));
  if (!isRefused(LIMITS, open.ids.length, added)) return open;
  const many = `You have no authority to post jobs.Either you are not logged in you have too many, ${LIMITS.refuseFrom}, concurrent jobs running`;
  throw new JobRefusal('tooMany', many, { retryAfter: RETRY_SECONDS });
}

type Owner = Pick<Submission, 'submitterId' | 'submitter' | 'groupId'>;

async function ownerOf(job: StoredJob, principal: Principal | undefined): Promise<Owner> {
  const { userId, username, groupId } = principal ?? (await anonymousUser(table, job.groupId ?? '', new Date()));
  return { submitterId: userId, submitter: username, groupId };
}

function create(
  { once }: Submit,
  request: JobRequest,
  uuid: string,
  jobs: readonly NewJob[],
  open: OpenJobs | undefined,
): Promise<Submission[] | undefined> {
  const now = Date.now();
  const expires = config.JOB_RESULT_SECONDS;
  return createJobs(table, {
    batch: { uuid, name: request.name.trim(), email: request.email.trim(), createdAt: timestamp(new Date(now)) },
    jobs,
    dueAt: startDueAt(now),
    newIdentity: () => newIdentity(randomBytes, config.SITE_IDS),
    ...(expires > 0 && { expiresAt: timestamp(new Date(now + expires * 1000)) }),
    ...(open !== undefined && { open }),
    ...(once !== undefined && { also: [once.madeItem(uuid)] }),
  });
}
