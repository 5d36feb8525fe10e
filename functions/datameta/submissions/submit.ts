import { randomBytes } from 'node:crypto';
import { type Begun, getBegun } from '../../../adapters/dynamodb/datameta/begun-store.ts';
import { contentOf } from '../../../adapters/dynamodb/datameta/content-store.ts';
import {
  continueSubmission,
  type Lost,
  type Making,
  type Material,
  makeSubmission,
} from '../../../adapters/dynamodb/datameta/submitting.ts';
import { sha256Hex } from '../../../adapters/dynamodb/sha256.ts';
import { getSubmission } from '../../../adapters/dynamodb/submission-store.ts';
import { unavailable } from '../../../domain/errors.ts';
import { entityOf } from '../../../domain/metadata/files.ts';
import type { Named } from '../../../domain/metadata/metadataset.ts';
import { takenValueIssues } from '../../../domain/metadata/uniqueness.ts';
import type { Submission } from '../../../domain/submission/submission.ts';
import { type Call, noContent, ok, type Reply } from '../../http/route.ts';
import { publishMaterial } from '../../ingest/datameta-content.ts';
import { START_GRACE_MS, startDueAt, startExecution } from '../../ingest/start-execution.ts';
import { log } from '../../log.ts';
import { table } from '../../table.ts';
import { identifierOf } from '../identifier.ts';
import type { submissionsRoutes } from '../routes/submissions.ts';
import { newDraft } from './draft.ts';
import { type Examined, examine, refusalOf, requireValid } from './examine.ts';

type Routes = typeof submissionsRoutes;

/** Publishing goes on in the first step where it takes longer than a request has: API Gateway waits for 30 s. */
const PUBLISH_MS = 12_000;
/** What is not claimed by then is left to the next request. What is under way may take some seconds more. */
const CLAIM_MS = 20_000;

export async function prevalidate(call: Call<Routes['prevalidate']>): Promise<Reply> {
  requireValid(await examine(call.body, call.principal.userId));
  return noContent();
}

/** A submission that takes longer than one request is made by the next ones; see `continueSubmission`. */
export async function submit(call: Call<Routes['submit']>): Promise<Reply> {
  const began = Date.now();
  const { label, metadatasetIds, fileIds } = call.body;
  const digest = sha256Hex(JSON.stringify([label || null, metadatasetIds, fileIds]));
  const request = { userId: call.principal.userId, digest };
  const making = {
    // a draft that takes several requests is kept for as long after each of them
    dueAt: startDueAt(began),
    inParts: { request, isLate: () => Date.now() > began + CLAIM_MS },
  };
  const begun = await getBegun(table, request);
  const made = begun && (await goOn(begun, making));
  if (made === undefined) return begin(call, making, began);
  const [metadatasets, files] = await Promise.all([
    contentOf(table, made.id, 'metadatasets'),
    contentOf(table, made.id, 'files'),
  ]);
  return answer(made, metadatasets, files);
}

const answer = (made: Submission, metadatasets: readonly Named[], files: readonly Named[]): Reply =>
  ok({
    id: identifierOf(made),
    label: made.label ?? null,
    metadatasetIds: metadatasets.map(identifierOf),
    fileIds: files.map(identifierOf),
  });

/**
 * The submission that this very request began earlier, as soon as it counts; what it consists of was found valid then.
 * @returns undefined where it has come to nothing
 */
async function goOn(begun: Begun, making: Making): Promise<Submission | undefined> {
  const draft = await getSubmission(table, begun.id);
  // whose answer was lost on the way may ask for it again
  if (draft?.staging !== 'open') return draft?.staging === undefined ? draft : undefined;
  const outcome = await continueSubmission(table, draft, begun, making);
  if (outcome === 'late') throw unfinished();
  if (outcome === 'lost') return undefined;
  // the first step shows all of it
  await startExecution(draft);
  return draft;
}

/** @throws DomainError `invalid` with all that is wrong, `unavailable` where it takes longer than a request */
async function begin(call: Call<Routes['submit']>, making: Making, began: number): Promise<Reply> {
  const examined = await examine(call.body, call.principal.userId);
  requireValid(examined);
  const { files, metadatasets, links, claims, fileRows } = examined;
  const material: Material = { files: fileRows, metadatasets, links, values: claims };
  const draft = { ...newDraft(call.principal, randomBytes, call.body.label || undefined), fileCount: files.length };
  const outcome = await makeSubmission(table, draft, material, making);
  if (outcome === 'late') throw unfinished();
  if (outcome !== undefined) {
    const issues = issuesOf(examined, outcome);
    throw issues.length > 0 ? refusalOf(issues) : unfinished();
  }
  await publish(draft, material, began);
  // not before: the first step publishes what is left
  await startExecution(draft);
  return answer(draft, metadatasets, files);
}

const unfinished = () =>
  unavailable(
    'The submission is so large that it takes longer than one request may. It is being made and does not count yet. ' +
      `Send the same request again within ${START_GRACE_MS / 60_000} minutes: it goes on where this one stopped, and answers when all is done.`,
    { retryAfter: 1 },
  );

/** What another submission took between the check and the claim, told as the check would have told it. */
function issuesOf({ files, metadatasets }: Examined, { uuids, values }: Lost) {
  return [
    ...[...files, ...metadatasets]
      .filter(({ uuid }) => uuids.has(uuid))
      .map((one) => ({ entity: entityOf(one), message: 'Already submitted' })),
    ...takenValueIssues(values),
  ];
}

/** @param began when the request did, in milliseconds since 1970 */
export async function publish(
  submission: Submission,
  material: Parameters<typeof publishMaterial>[2],
  began: number,
): Promise<void> {
  try {
    await publishMaterial(table, submission.id, material, () => Date.now() > began + PUBLISH_MS);
  } catch (error) {
    log.warn('not everything is published; the first step will', { submission: submission.id, error });
  }
}
