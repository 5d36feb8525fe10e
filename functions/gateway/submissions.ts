import { randomBytes } from 'node:crypto';
import { listAssignmentsFor } from '../../adapters/dynamodb/gateway/assignment-store.ts';
import { createDraft, type Draft, listInputs } from '../../adapters/dynamodb/gateway/draft-store.ts';
import { getProject } from '../../adapters/dynamodb/gateway/project-store.ts';
import { getSpecifications } from '../../adapters/dynamodb/gateway/specification-store.ts';
import { submissionsOfAssignment } from '../../adapters/dynamodb/gateway/submission-pointers.ts';
import { takenOver } from '../../adapters/dynamodb/request-store.ts';
import { draftsOf, newestOf } from '../../adapters/dynamodb/submission-lists.ts';
import { getSubmission } from '../../adapters/dynamodb/submission-store.ts';
import { mayRead } from '../../domain/account/permissions.ts';
import { conflict, forbidden } from '../../domain/errors.ts';
import { retentionDays } from '../../domain/gateway/specification.ts';
import { newIdentity } from '../../domain/submission/identity.ts';
import { timestamp } from '../../domain/submission/submission.ts';
import type { OnceOnly } from '../http/idempotency.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { viaOf } from '../http/via.ts';
import { submissionView } from '../submissions/views.ts';
import { table } from '../table.ts';
import { assignmentFor, type Opened } from './access.ts';
import type { submittingRoutes } from './routes/submitting.ts';
import { config } from './store.ts';
import { assignmentView, isOpen } from './views.ts';

type Routes = typeof submittingRoutes;

const DAY_MS = 86_400_000;

export async function listAssignments({ principal, query }: Call<Routes['listAssignments']>): Promise<Reply> {
  const { items, next } = await listAssignmentsFor(table, principal, query);
  const keys = [...new Set(items.map(({ projectKey }) => projectKey))];
  const [specifications, projects] = await Promise.all([
    getSpecifications(
      table,
      items.map(({ specificationKey }) => specificationKey),
    ),
    Promise.all(keys.map((key) => getProject(table, key))),
  ]);
  const assignments = items.flatMap((assignment) => {
    const specification = specifications.get(assignment.specificationKey);
    const project = projects.find((one) => one?.key === assignment.projectKey);
    return specification && project ? [assignmentView(assignment, specification, project)] : [];
  });
  return ok({ assignments, next });
}

export async function getAssignment({ principal, params }: Call<Routes['getAssignment']>): Promise<Reply> {
  const { assignment, specification, project } = await assignmentFor(principal, params);
  return ok(assignmentView(assignment, specification, project));
}

export async function listAssignmentSubmissions({
  principal,
  params,
  query,
}: Call<Routes['listAssignmentSubmissions']>): Promise<Reply> {
  const { assignment, administers } = await assignmentFor(principal, params);
  const { items, next } = await submissionsOfAssignment(
    table,
    assignment.key,
    query,
    (pointer) => administers || mayRead(principal, pointer),
  );
  return ok({ submissions: items.map((submission) => submissionView(submission)), next });
}

export async function listDrafts({ principal, query }: Call<Routes['listDrafts']>): Promise<Reply> {
  const drafts = await newestOf(table, draftsOf(principal.userId), query.limit);
  return ok({ submissions: drafts.map((draft) => submissionView(draft)) });
}

/** The first of the five calls. Nothing starts yet, and no history shows it. */
export async function createSubmission(call: Call<Routes['createSubmission']>): Promise<Reply> {
  const { once } = call;
  const made = once?.made === undefined ? undefined : await getSubmission(table, once.made);
  if (made !== undefined) return ok(submissionView(made, await listInputs(table, made.id)));
  const opened = await assignmentFor(call.principal, call.params);
  const { assignment, specification } = opened;
  if (!opened.mayDeliver) throw forbidden('You may see this assignment, but you are not among those who may submit.');
  checkOpen(opened);
  const now = new Date();
  const draft = draftOf(call, opened, now);
  const dueAt = timestamp(new Date(now.getTime() + specification.timeoutDays * DAY_MS));
  const snapshot = { ...specification, assignmentKey: assignment.key };
  const inputs = await createDraft(table, draft, snapshot, dueAt, once && [onlyOnce(once, draft)]);
  return ok(submissionView(draft, inputs));
}

const onlyOnce = (once: OnceOnly, { id }: Draft) => ({ item: once.madeItem(id), refusal: takenOver });

function checkOpen({ assignment, specification, project }: Opened): void {
  const closed = [assignment, specification, project].find((record) => !isOpen(record));
  if (closed !== undefined) throw conflict(`Assignment '${assignment.key}' is closed: ${closed.key} is not active.`);
}

function draftOf({ principal, headers }: Call<Routes['createSubmission']>, opened: Opened, now: Date): Draft {
  const { assignment, specification, project } = opened;
  const days = retentionDays(specification);
  return {
    ...newIdentity(randomBytes, config.SITE_IDS),
    door: 'gateway',
    via: viaOf(headers),
    submitterId: principal.userId,
    submitter: principal.username,
    groupId: principal.groupId,
    state: 'draft',
    policy: specification.policy,
    ...(specification.licence !== undefined && { licence: specification.licence }),
    label: assignment.name,
    createdAt: timestamp(now),
    updatedAt: timestamp(now),
    attempt: 1,
    steps: {},
    assignmentKey: assignment.key,
    specificationKey: specification.key,
    ...(project.groupId !== undefined && { projectGroupId: project.groupId }),
    ...(days !== undefined && { mediaRetentionDays: days }),
  };
}
