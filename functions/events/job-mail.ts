import type { Table } from '../../adapters/dynamodb/client.ts';
import { claimMail, getBatch } from '../../adapters/dynamodb/jobs/batch-store.ts';
import { getSubmissions } from '../../adapters/dynamodb/submission-store.ts';
import { batchState, ERASED, isEnded, jobState, lastMessage } from '../../domain/job/batch.ts';
import type { DomainEvent } from '../../domain/notification/events.ts';
import { jobMail } from '../../domain/notification/job-mails.ts';
import type { Mail, Site } from '../../domain/notification/mail.ts';
import { isFinal, type Submission } from '../../domain/submission/submission.ts';

/** The mail to who submitted to jobs, when the last of them is complete or the first has failed; one for each. */
export async function jobMailFor(
  { table, site }: { table: Table; site: Site },
  { detail }: DomainEvent,
  submission: Submission,
): Promise<Mail | undefined> {
  if (!isFinal(submission.state) || submission.batchUuid === undefined) return undefined;
  const batch = await getBatch(table, submission.batchUuid);
  if (batch === undefined || batch.email === ERASED) return undefined;
  const submissions = await getSubmissions(table, batch.submissionIds);
  const states = submissions.map(jobState);
  const state = batchState(states);
  if (!isEnded(state) || !(await claimMail(table, batch.uuid, { state, eventId: detail.eventId }))) return undefined;
  const failed = submissions[states.indexOf(state)];
  return jobMail(site, {
    ...batch,
    jobNames: submissions.map(({ jobName = '' }) => jobName),
    ...(state !== 'Complete' && failed !== undefined && { failure: lastMessage(failed) }),
  });
}
