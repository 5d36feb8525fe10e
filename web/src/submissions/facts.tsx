import type { ReactNode } from 'react';
import { formatBytes, formatDay, formatMoment, formatNumber } from '../format.ts';
import { FactsList } from '../layout/facts-list.tsx';
import { Licence } from '../portal/licence.tsx';
import { DOOR_TITLES } from './doors.ts';
import { PolicyBadge } from './policy-badge.tsx';
import type { Submission } from './submission-query.ts';

export function Facts({ submission }: { submission: Submission }): ReactNode {
  const { submissionReference, siteId, submitter, createdAt, policy, embargoUntil } = submission;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      'Reference',
      <span key="uuid" className="mono">
        {submissionReference}
      </span>,
    ],
    [
      'Site id',
      <span key="site" className="mono">
        {siteId}
      </span>,
    ],
    ['Submitted via', `${submission.submittedVia}, ${DOOR_TITLES[submission.door]}`],
    ['Submitter', submitter],
    ['Submitted', formatMoment(createdAt)],
    ['Policy', <PolicyBadge key="policy" policy={policy} />],
    ...(embargoUntil === null ? [] : [['Embargo until', formatDay(embargoUntil)] as const]),
    ...(submission.licence === null ? [] : [['Licence', <Licence key="licence" id={submission.licence} />] as const]),
    ...(submission.profile === null ? [] : [['Manifest profile', submission.profile] as const]),
    ...(submission.fileCount === null ? [] : [['Files', formatNumber(submission.fileCount)] as const]),
    ...(submission.totalBytes === null ? [] : [['Size', formatBytes(submission.totalBytes)] as const]),
    ...(submission.attempt > 1 ? [['Attempt', formatNumber(submission.attempt)] as const] : []),
  ];
  return <FactsList facts={facts} />;
}
