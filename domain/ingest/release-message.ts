import { publicUrl } from '../submission/outputs.ts';
import type { Submission } from '../submission/submission.ts';
import { formatBytes, formatFiles } from './amounts.ts';

type Released = Pick<Submission, 'id' | 'policy' | 'embargoUntil' | 'fileCount' | 'totalBytes'>;

const amountOf = ({ fileCount, totalBytes }: Released): string =>
  `${formatFiles(fileCount ?? 0)} (${formatBytes(totalBytes ?? 0)})`;

/** What the release means for whoever wants the data. */
export function releaseMessage(submission: Released, siteUrl: string): string {
  const amount = amountOf(submission);
  switch (submission.policy) {
    case 'open':
      return `${amount} released over HTTPS: ${publicUrl(siteUrl, `open/${submission.id}/`)}`;
    case 'embargo':
      return submission.embargoUntil === undefined
        ? `${amount} released under an embargo without an end: an administrator sets the day.`
        : `${amount} released under an embargo until ${submission.embargoUntil.slice(0, 10)}.`;
    case 'restricted':
      return `${amount} released over HTTPS to those who are authorised.`;
    default:
      return `${amount} stored; private, for those who may see this submission.`;
  }
}

/** Only open data is copied to the mirror: who may read there is not ours to say. */
export function mirrorMessage(submission: Released, bucket: string): string {
  if (bucket === '') return 'No mirror is configured: nothing was copied.';
  if (submission.policy !== 'open') return `The data is ${submission.policy}: it is not copied to the mirror.`;
  return `${amountOf(submission)} copied to the mirror bucket ${bucket}.`;
}
