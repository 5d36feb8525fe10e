import { randomBytes, randomUUID } from 'node:crypto';
import { readGuards } from '../../../adapters/dynamodb/datameta/correct-metadataset.ts';
import type { MetadatasetRow } from '../../../adapters/dynamodb/datameta/metadataset-store.ts';
import { executionWrite, recordExecution } from '../../../adapters/dynamodb/datameta/service-executions.ts';
import type { StagedFileRow } from '../../../adapters/dynamodb/datameta/staged-file-store.ts';
import { makeSubmission, takenValues } from '../../../adapters/dynamodb/datameta/submitting.ts';
import type { Principal } from '../../../domain/account/principal.ts';
import { conflict, forbidden, invalid, notFound } from '../../../domain/errors.ts';
import type { Metadataset, ServiceExecution } from '../../../domain/metadata/metadataset.ts';
import { underCurrentNames } from '../../../domain/metadata/renamed.ts';
import type { Service } from '../../../domain/metadata/service.ts';
import { checkExecution, type ExecutionResult, requireExecutable } from '../../../domain/metadata/service-execution.ts';
import { takenValueIssues } from '../../../domain/metadata/uniqueness.ts';
import type { Submission } from '../../../domain/submission/submission.ts';
import { canonicalUuid } from '../../../domain/uuid.ts';
import { type Call, ok, type Reply } from '../../http/route.ts';
import { startDueAt, startExecution } from '../../ingest/start-execution.ts';
import { table } from '../../table.ts';
import { ports } from '../accounts/ports.ts';
import type { metadatasetsRoutes } from '../routes/metadatasets.ts';
import { newDraft } from '../submissions/draft.ts';
import { requestedFiles } from '../submissions/examine.ts';
import { publish } from '../submissions/submit.ts';
import { type Context, findOne, readContext } from './context.ts';
import { recordOf } from './stage.ts';
import { metadatasetView } from './view.ts';

type ExecuteCall = Call<(typeof metadatasetsRoutes)['executeService']>;

/**
 * Whoever uses a service reports what it found out: values, and files that were staged for it. The metadataset need not
 * be submitted; who was told its id may see it, as its answer shows.
 */
export async function executeService(call: ExecuteCall): Promise<Reply> {
  const { serviceId = '', metadatasetId = '' } = call.params;
  const [context, found, { requested, rows }] = await Promise.all([
    readContext(call.principal),
    findOne(metadatasetId),
    requestedFiles([...new Set(call.body.fileIds)]),
  ]);
  const service = serviceOf(context, serviceId);
  const set = underCurrentNames(found, context.definitions);
  requireExecutable(service, set, call.principal.userId);
  const request = { record: recordOf(call.rawBody), files: requested };
  const result = checkExecution(request, set, call.principal.userId, context.rules.ofService(service.uuid));
  const taken = takenValueIssues(await takenValues(table, result.claims));
  if (taken.length > 0) throw invalid('The service execution is not valid.', { issues: taken });
  const execution = executionOf(call.principal, service, result);
  await record(call.principal, set, execution, result, rows);
  const executed: Metadataset = { ...set, executions: { ...set.executions, [service.uuid]: execution } };
  return ok(metadatasetView(executed, context));
}

function serviceOf({ services }: Context, reference: string): Service {
  const uuid = canonicalUuid(reference);
  const service = services.find((one) => one.uuid === uuid || one.siteId === reference.toUpperCase());
  if (service === undefined) throw notFound('There is no such service.');
  return service;
}

const executionOf = (
  { uuid, siteId }: Principal,
  service: Service,
  { record, fileIds }: ExecutionResult,
): ServiceExecution => ({
  uuid: randomUUID(),
  at: new Date().toISOString(),
  service: { uuid: service.uuid, siteId: service.siteId },
  user: { uuid, siteId },
  record,
  fileIds,
});

/**
 * Values alone are one write. Files go through the ingest steps like all others, so they make a submission of their
 * own in the metadataset's group, and the execution is recorded in the moment in which that counts.
 */
async function record(
  principal: Principal,
  set: MetadatasetRow,
  execution: ServiceExecution,
  { files, claims }: ExecutionResult,
  rows: ReadonlyMap<string, StagedFileRow>,
): Promise<void> {
  if (files.length === 0) {
    const values = claims.map(({ metadatumUuid, value }) => ({ metadatumUuid, was: '', is: value }));
    if (values.length > 0 && set.submission === undefined) throw nothingHolds();
    const guards = await readGuards(table, set.claim ?? '', values);
    if (!(await recordExecution(table, set, execution, guards))) throw changedMeanwhile();
    return;
  }
  const began = Date.now();
  const draft: Submission = {
    ...newDraft(principal, randomBytes, `${execution.service.siteId} for ${set.siteId}`),
    groupId: set.groupId ?? (await groupOfMaker(set)),
    fileCount: files.length,
  };
  const material = {
    files: files.flatMap(({ uuid }) => rows.get(uuid) ?? []),
    metadatasets: [],
    links: new Map(),
    values: claims,
  };
  const also = [executionWrite(table, set, execution)];
  const lost = await makeSubmission(table, draft, material, { dueAt: startDueAt(began), also });
  if (lost === 'late') throw new Error('A service execution is made in one part.');
  if (lost !== undefined) throw refusal(files, lost.uuids, takenValueIssues(lost.values));
  await publish(draft, material, began);
  await startExecution(draft);
}

function refusal(
  files: ExecutionResult['files'],
  lost: ReadonlySet<string>,
  values: ReturnType<typeof takenValueIssues>,
) {
  const taken = files
    .filter(({ uuid }) => lost.has(uuid))
    .map(({ uuid, siteId }) => ({ entity: { uuid, site: siteId }, message: 'Already submitted' }));
  const issues = [...taken, ...values];
  return issues.length === 0 ? changedMeanwhile() : invalid('The service execution is not valid.', { issues });
}

async function groupOfMaker({ submitterId }: MetadatasetRow): Promise<string> {
  const maker = await ports.accounts.get(submitterId);
  if (maker === undefined) throw notFound('Whoever made this metadataset is no user any more.');
  return maker.groupId;
}

/** A value is kept for the submission that has it. */
const nothingHolds = () =>
  conflict(
    'A value here must be unique in the site, which is seen to on submitting: this metadataset is not submitted.',
  );

const changedMeanwhile = () =>
  forbidden('This service has been executed for this metadataset at the same time, or one of its values was taken.');
