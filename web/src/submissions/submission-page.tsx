import { Alert, Loader, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Navigate, useParams } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { useAccount } from '../api/account.ts';
import { Page } from '../layout/page.tsx';
import { Answer } from '../layout/states.tsx';
import { ChangeButtons } from './change-buttons.tsx';
import { Deliveries } from './deliveries.tsx';
import { Facts } from './facts.tsx';
import { Files } from './files.tsx';
import { Outputs } from './outputs.tsx';
import { hasEnded, type Submission, submissionQuery, takesFiles } from './submission-query.ts';
import { Timeline } from './timeline.tsx';

const UploadPanel = lazy(() =>
  import('../uploads/upload-panel.tsx').then((module) => ({ default: module.UploadPanel })),
);
const CheckReports = lazy(() =>
  import('../assignments/check-reports.tsx').then((module) => ({ default: module.CheckReports })),
);
const QcReport = lazy(() => import('./qc-report.tsx').then((module) => ({ default: module.QcReport })));

export function SubmissionPage(): ReactNode {
  const { id } = useParams({ from: '/signed-in/app/submissions/$id' });
  const query = useQuery(submissionQuery(id));
  const title = query.data?.label ? `${query.data.label} (${query.data.id})` : `Submission ${query.data?.id ?? id}`;
  return (
    <Page title={title} actions={query.data && <ChangeButtons submission={query.data} />}>
      <Answer query={query}>
        {(submission) =>
          // Its inputs are handed in on a page of their own, until it is started.
          submission.state === 'draft' ? (
            <Navigate to="/app/drafts/$id" params={{ id: submission.id } as never} replace />
          ) : (
            <Parts submission={submission} />
          )
        }
      </Answer>
    </Page>
  );
}

function Parts({ submission }: { submission: Submission }): ReactNode {
  const { id, steps, outputs } = submission;
  const account = useAccount();
  const isTold = account && (account.username === submission.submitter || account.siteAdmin || account.groupAdmin);
  const reported = outputs.some(({ storedFilename }) => storedFilename === 'qc-report.json');
  return (
    <Stack gap="lg">
      <Next submission={submission} />
      {takesFiles(submission) && (
        <Suspense fallback={<Loader />}>
          <UploadPanel submissionId={id} />
        </Suspense>
      )}
      <Facts submission={submission} />
      <section className="panel" aria-labelledby="steps">
        <Title order={2} size="h4" mb="md" id="steps">
          Steps
        </Title>
        <Timeline submission={submission} />
      </section>
      {outputs.length > 0 && <Outputs submission={submission} />}
      {steps.some(({ name, success }) => name === 'manifest_validated' && success) && <Files submission={submission} />}
      {submission.door === 'gateway' && outputs.length > 0 && (
        <Suspense fallback={<Loader />}>
          <CheckReports submission={submission} />
        </Suspense>
      )}
      {reported && (
        <Suspense fallback={<Loader />}>
          <QcReport id={id} />
        </Suspense>
      )}
      {isTold && <Deliveries id={id} />}
    </Stack>
  );
}

/** What the submitter can do next. */
function Next({ submission }: { submission: Submission }): ReactNode {
  if (submission.state === 'succeeded') {
    return (
      <Alert color="teal" title="Released">
        Every step has succeeded. Receipt and finished manifest are below.
      </Alert>
    );
  }
  if (hasEnded(submission)) {
    return (
      <Alert color="red" title={submission.state === 'cancelled' ? 'Cancelled' : 'Failed'}>
        <Text size="sm" className="message">
          {submission.errorMessage ?? 'The message of the step that failed says why.'}
        </Text>
      </Alert>
    );
  }
  if (takesFiles(submission)) {
    return (
      <Alert color="yellow" title="Waiting for your files">
        Drop them below. You can close this page and come back: what has arrived stays.
      </Alert>
    );
  }
  return (
    <Alert color="blue" title="At work">
      Nothing to do for you. This page follows by itself, and a mail tells you how it ends.
    </Alert>
  );
}
