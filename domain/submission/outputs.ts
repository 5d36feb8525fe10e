import { hasSucceeded, type Submission } from './submission.ts';

/** What the service itself makes of a submission, each a file that can be downloaded. */
export interface Output {
  name: string;
  /** name in the URL, and of the object behind `records/<id>/` */
  storedFilename: string;
  contentType: string;
}

export const OUTPUTS = {
  qcReport: { name: 'QC report', storedFilename: 'qc-report.json', contentType: 'application/json' },
  finishedManifest: {
    name: 'Finished manifest',
    storedFilename: 'finished-manifest.tsv',
    contentType: 'text/tab-separated-values; charset=utf-8',
  },
  receipt: { name: 'Receipt', storedFilename: 'receipt.json', contentType: 'application/json' },
} as const satisfies Record<string, Output>;

/**
 * The outputs that exist by now: each is written before the step that makes it is recorded. A step that was ended by a
 * fault or by request may not have come so far.
 */
export function outputsOf(submission: Pick<Submission, 'state' | 'steps' | 'outputs'>): Output[] {
  const { state, steps } = submission;
  const produced = Object.entries(submission.outputs ?? {}).map(([storedFilename, { name, contentType }]) => ({
    name,
    storedFilename,
    contentType,
  }));
  // from quality control on nothing can be cancelled: one that was, ended in it or before
  const hasReport = steps.qc_complete !== undefined && !steps.qc_complete.fault && state !== 'cancelled';
  return [
    ...(hasReport ? [OUTPUTS.qcReport] : []),
    ...(hasSucceeded(submission, 'portal_release') ? [OUTPUTS.finishedManifest, OUTPUTS.receipt] : []),
    ...produced,
  ];
}

/** Names that are the service's own: nothing else may be stored under them. */
export const isReservedOutput = (storedFilename: string): boolean =>
  Object.values(OUTPUTS).some((output) => output.storedFilename === storedFilename);

/** A cleaned table is its input in another form: it has this ending, and goes when the files go. */
export const CLEANED_ENDING = '-cleaned.csv';

/** Key of an output in the release bucket; never public, whatever the policy of the data. */
export const outputKey = (id: string, output: Output): string => `records/${id}/${output.storedFilename}`;

/** Key of a released file: the first segment is what the distribution's and the functions' permissions go by. */
export const releaseKey = (submission: Pick<Submission, 'id' | 'policy'>, name: string): string => {
  if (submission.policy === undefined) throw new Error(`Submission ${submission.id} has no policy to release under.`);
  return `${submission.policy}/${submission.id}/${name}`;
};

/** Where anybody can fetch an open file. */
export const publicUrl = (siteUrl: string, key: string): string =>
  `${siteUrl}/${key.split('/').map(encodeURIComponent).join('/')}`;

/** Where a released file is: open ones at the distribution, all others behind a route that asks who wants them. */
export function fileUrl(
  siteUrl: string,
  submission: Pick<Submission, 'id' | 'policy'>,
  file: { name: string; releaseKey?: string },
): string {
  if (submission.policy === 'open' && file.releaseKey !== undefined) return publicUrl(siteUrl, file.releaseKey);
  return `${siteUrl}/api/v1/submissions/${submission.id}/files/${encodeURIComponent(file.name)}/content`;
}
