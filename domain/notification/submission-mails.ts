import { formatBytes, formatFiles } from '../ingest/amounts.ts';
import { OUTPUTS } from '../submission/outputs.ts';
import type { StepName, Submission } from '../submission/submission.ts';
import { type Mail, oneLine, type Site } from './mail.ts';
import { type Addressee, fileList, mail, named, statusLines } from './mail-text.ts';
import { uploadScript } from './upload-script.ts';

/** The manifest is good: how to send the files. */
export function uploadMail(
  site: Site,
  to: Addressee,
  submission: Submission,
  missing: readonly string[],
  deadline: string,
): Mail {
  const { id, fileCount = missing.length } = submission;
  return mail(
    site,
    to,
    `submission ${id}: upload ${formatFiles(fileCount)}`,
    `the manifest of submission ${named(submission)} is valid. Now send its files: it ends if they are not all there
by ${deadline}.

${fileList(missing, fileCount)}

Paste these lines into bash with your token, then say upload FILE for each file:

${uploadScript(site, id).replace(/^(?=.)/gm, '    ')}
An API token comes from POST ${site.url}/api/v1/tokens. An upload that broke off can be announced again.
Nothing needs to be said at the end: the service goes on by itself when the last file is there.

${statusLines(site, id)}`,
  );
}

/** Files are still missing after a long time. */
export function reminderMail(
  site: Site,
  to: Addressee,
  submission: Submission,
  missing: readonly string[],
  deadline?: string,
): Mail {
  const { id } = submission;
  return mail(
    site,
    to,
    `submission ${id} waits for files`,
    `submission ${named(submission)} has been waiting for these files since ${submission.updatedAt}:

${fileList(missing)}

${deadline === undefined ? 'It ends if they do not come.' : `It ends if they are not all there by ${deadline}.`} The mail about the upload says how to send them; whoever no longer needs
the submission can end it now:

    curl -X POST -H 'Authorization: Bearer your-api-token' ${site.url}/api/v1/submissions/${id}/cancel

${statusLines(site, id)}`,
  );
}

/** A later step failed, or the submission was cancelled. */
export function failureMail(
  site: Site,
  to: Addressee,
  submission: Submission,
  failed: { step: StepName; message: string },
): Mail {
  const { id, state } = submission;
  const cancelled = state === 'cancelled';
  return mail(
    site,
    to,
    `submission ${id} ${cancelled ? 'was cancelled' : 'failed'}`,
    `submission ${named(submission)} ${cancelled ? 'was cancelled' : 'failed'} at ${failed.step}:

    ${oneLine(failed.message)}

${statusLines(site, id)}`,
  );
}

/** Everything is done: where the data is, and the finished manifest with its permanent identifiers. */
export function receiptMail(site: Site, to: Addressee, submission: Submission, finished: Uint8Array | undefined): Mail {
  const { id, fileCount = 0, totalBytes } = submission;
  const { storedFilename, contentType } = OUTPUTS.finishedManifest;
  const amount = `${formatFiles(fileCount)}${totalBytes === undefined ? '' : `, ${formatBytes(totalBytes)}`}`;
  const manifest =
    finished === undefined
      ? `The finished manifest, which gives each file its permanent identifier, is too large for a mail. Fetch it with

    curl -L -o ${storedFilename} -H 'Authorization: Bearer your-api-token' \\
      ${site.url}/api/v1/submissions/${id}/outputs/${storedFilename}`
      : 'The finished manifest is attached; it gives each file its permanent identifier.';
  return mail(
    site,
    to,
    `submission ${id} is complete`,
    `submission ${named(submission)} is complete: ${amount}.

${whereabouts(site, submission)}

${manifest}

${statusLines(site, id)}`,
    finished === undefined ? undefined : [{ name: `${id}-${storedFilename}`, contentType, bytes: finished }],
  );
}

function whereabouts(site: Site, { id, policy, embargoUntil }: Submission): string {
  const entry = `    ${site.url}/api/v1/datasets/${id}`;
  if (policy === 'open') return `The files are public. Their entry in the catalogue:\n\n${entry}`;
  if (policy === 'restricted') {
    return `The files are restricted: they are downloaded with a token of somebody who may see them. Their entry in the\ncatalogue:\n\n${entry}`;
  }
  if (policy === 'embargo') {
    const until = embargoUntil === undefined ? 'an administrator sets a date' : embargoUntil;
    return `The files are under embargo until ${until}. Their entry in the catalogue:\n\n${entry}`;
  }
  return 'The files are private: they are in no catalogue.';
}
