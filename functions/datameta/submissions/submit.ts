import { randomBytes } from 'node:crypto';
import {
  begunBefore,
  continueSubmission,
  digestOf,
  type Lost,
  type Making,
  type Material,
  makeSubmission,
} from '../../../adapters/dynamodb/datameta/submitting.ts';
import type { SubmissionRow } from '../../../adapters/dynamodb/submission-store.ts';
import { startIngest } from '../../../adapters/stepfunctions/workflow.ts';
import { unavailable } from '../../../domain/errors.ts';
import { entityOf } from '../../../domain/metadata/files.ts';
import { takenValueIssues } from '../../../domain/metadata/uniqueness.ts';
import { type Submission, timestamp } from '../../../domain/submission/submission.ts';
import { type Call, noContent, ok, type Reply } from '../../http/route.ts';
import { publishMaterial } from '../../ingest/datameta-content.ts';
import { log } from '../../log.ts';
import { identifierOf } from '../identifier.ts';
import type { submissionsRoutes } from '../routes/submissions.ts';
import { config, table } from '../store.ts';
import { newDraft } from './draft.ts';
import { type Examined, examine, refusalOf, requireValid } from './examine.ts';

type Routes = typeof submissionsRoutes;

/**
 * If the execution does not start at once, or the request ends on the way, the sweeper looks after so long. A draft
 * that takes several requests is kept for so long after each of them.
 */
export const GRACE_MS = 5 * 60_000;
/** Publishing goes on in the first step where it takes longer than a request has: API Gateway waits for 30 s. */
const PUBLISH_MS = 12_000;
/** What is not claimed by then is left to the next request. What is under way may take some seconds more. */
const CLAIM_MS = 20_000;
/** Of as many earlier submissions it is asked whether this request made one of them. */
const MOST_CLAIMANTS = 100;

export async function prevalidate(call: Call<Routes['prevalidate']>): Promise<Reply> {
  requireValid(await examine(call.body, call.principal.userId));
  return noContent();
}

export async function submit(call: Call<Routes['submit']>): Promise<Reply> {
  const began = Date.now();
  const label = call.body.label || undefined;
  const examined = await examine(call.body, call.principal.userId);
  const { files, metadatasets, links, claims, fileRows } = examined;
  const material: Material = { files: fileRows, metadatasets, links, values: claims };
  const answer = (made: Submission) =>
    ok({
      id: identifierOf(made),
      label: made.label ?? null,
      metadatasetIds: metadatasets.map(identifierOf),
      fileIds: files.map(identifierOf),
    });
  const digest = digestOf(material, label);
  const before = await earlier(examined, call.principal.userId, digest);
  if (before !== undefined && before.staging === undefined) return answer(before);
  requireValid(examined);
  const fresh = () => ({ ...newDraft(call.principal, randomBytes, label), fileCount: files.length });
  const made = await make(before, fresh, material, examined, {
    dueAt: timestamp(new Date(began + GRACE_MS)),
    inParts: { digest, isLate: () => Date.now() > began + CLAIM_MS },
  });
  await publish(made, material, began);
  // not before: the first step publishes what is left
  await start(made);
  return answer(made);
}

/** The submission that this very request has begun, or made after it was told to come again. */
async function earlier({ claimants }: Examined, submitterId: string, digest: string) {
  if (claimants.length === 0) return undefined;
  const found = await begunBefore(table, claimants.slice(0, MOST_CLAIMANTS), { submitterId, digest });
  const wasToldToComeAgain = found?.staging === 'open' || found?.renewedAt !== undefined;
  return wasToldToComeAgain ? found : undefined;
}

/** @throws DomainError `invalid` where others have something of it by now, `unavailable` where it takes longer */
async function make(
  before: SubmissionRow | undefined,
  fresh: () => Submission,
  material: Material,
  examined: Examined,
  making: Making,
): Promise<Submission> {
  let draft: Submission = before ?? fresh();
  let outcome = before && (await continueSubmission(table, before, material, making));
  if (before === undefined || outcome === 'gone') {
    draft = fresh();
    outcome = await makeSubmission(table, draft, material, making);
  }
  if (outcome === undefined) return draft;
  if (outcome === 'late') throw unfinished();
  const issues = issuesOf(examined, outcome);
  throw issues.length > 0 ? refusalOf(issues) : unfinished();
}

const unfinished = () =>
  unavailable(
    'The submission is so large that it takes longer than one request may. It is being made and does not count yet. ' +
      `Send the same request again within ${GRACE_MS / 60_000} minutes: it goes on where this one stopped, and answers when all is done.`,
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

/** The submission stands: what cannot be done now, the first step and the sweeper do. */
export async function start(submission: Submission): Promise<void> {
  try {
    await startIngest(config.STATE_MACHINE_ARN, submission, config.UPLOAD_DEADLINE_SECONDS);
  } catch (error) {
    log.warn('execution not started; the sweeper will', { submission: submission.id, error });
  }
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
