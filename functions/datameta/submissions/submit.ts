import { randomBytes } from 'node:crypto';
import { type Lost, makeSubmission } from '../../../adapters/dynamodb/datameta/submitting.ts';
import { startIngest } from '../../../adapters/stepfunctions/workflow.ts';
import { entityOf } from '../../../domain/metadata/files.ts';
import { takenValueIssues } from '../../../domain/metadata/uniqueness.ts';
import { type Submission, timestamp } from '../../../domain/submission/submission.ts';
import { type Call, noContent, ok, type Reply } from '../../http/route.ts';
import { publishContent } from '../../ingest/datameta-content.ts';
import { log } from '../../log.ts';
import { identifierOf } from '../identifier.ts';
import type { submissionsRoutes } from '../routes/submissions.ts';
import { config, table } from '../store.ts';
import { newDraft } from './draft.ts';
import { type Examined, examine, refusalOf } from './examine.ts';

type Routes = typeof submissionsRoutes;

/** If the execution does not start at once, or the request ends on the way, the sweeper looks after so long. */
export const GRACE_MS = 5 * 60_000;
/** Publishing goes on in the first step where it takes longer than a request has: API Gateway waits for 30 s. */
export const PUBLISH_UNTIL_MS = 12_000;

export async function prevalidate(call: Call<Routes['prevalidate']>): Promise<Reply> {
  await examine(call.body, call.principal.userId);
  return noContent();
}

export async function submit(call: Call<Routes['submit']>): Promise<Reply> {
  const publishUntil = Date.now() + PUBLISH_UNTIL_MS;
  const examined = await examine(call.body, call.principal.userId);
  const { files, metadatasets, links, claims, fileRows } = examined;
  const draft: Submission = {
    ...newDraft(call.principal, randomBytes, call.body.label || undefined),
    fileCount: files.length,
  };
  const material = {
    files: files.flatMap(({ uuid }) => fileRows.get(uuid) ?? []),
    metadatasets,
    links,
    values: claims,
  };
  const lost = await makeSubmission(table, draft, material, timestamp(new Date(Date.now() + GRACE_MS)));
  if (lost !== undefined) throw refusalOf(issuesOf(examined, lost));
  // one after the other: the first step publishes what is left
  await publish(draft, publishUntil);
  await start(draft);
  return ok({
    id: identifierOf(draft),
    label: draft.label ?? null,
    metadatasetIds: metadatasets.map(identifierOf),
    fileIds: files.map(identifierOf),
  });
}

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

export async function publish(submission: Submission, until: number): Promise<void> {
  try {
    await publishContent(table, submission.id, { isLate: () => Date.now() > until, isFresh: true });
  } catch (error) {
    log.warn('not everything is published; the first step will', { submission: submission.id, error });
  }
}
