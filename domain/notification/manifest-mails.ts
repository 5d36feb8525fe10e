import type { Issue } from '../errors.ts';
import { formatFiles } from '../ingest/amounts.ts';
import type { Submission } from '../submission/submission.ts';
import type { DryRunEnded } from './events.ts';
import { type Mail, oneLine, type Site } from './mail.ts';
import { type Addressee, errors, issueLines, mail, named } from './mail-text.ts';

/** The outcome of a dry run: nothing was submitted. */
export function dryRunMail(site: Site, to: Addressee, event: DryRunEnded): Mail {
  const { submissionId, success, issues = [], issueCount = issues.length, fileCount, manifest } = event;
  const about = manifest === undefined ? 'your manifest' : `your manifest ${oneLine(manifest)}`;
  const outcome = success
    ? `it is valid${fileCount === undefined ? '' : ` and names ${formatFiles(fileCount)}`}. Submit it without dryrun=y to begin.`
    : `it has ${errors(issueCount)}:\n\n${issueLines(issues, issueCount)}`;
  const said = event.message === undefined ? '' : `\n\n${oneLine(event.message)}`;
  return mail(
    site,
    to,
    `dry run ${submissionId}: ${success ? 'valid' : errors(issueCount)}`,
    `${about} was checked as dry run ${submissionId}: ${outcome}${said}\n\nNothing was submitted.`,
  );
}

/** The manifest is not good: what is wrong, where. */
export function invalidManifestMail(
  site: Site,
  to: Addressee,
  submission: Submission,
  found: { message: string; issues: readonly Issue[]; issueCount: number },
): Mail {
  const { message, issues, issueCount } = found;
  const list = issues.length === 0 ? `    ${oneLine(message)}` : issueLines(issues, issueCount);
  const count = issues.length === 0 ? 'not valid' : errors(issueCount);
  return mail(
    site,
    to,
    `submission ${submission.id}: the manifest ${issues.length === 0 ? 'is not valid' : `has ${count}`}`,
    `the manifest of submission ${named(submission)} is not valid, so the submission has ended:

${list}

Correct it and submit it again. With dryrun=y it is checked without being submitted.`,
  );
}
