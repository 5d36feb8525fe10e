import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useAccount } from '../api/account.ts';
import { api, bodyOf } from '../api/client.ts';
import { Failed } from '../layout/states.tsx';
import { CancelButton } from './cancel-button.tsx';
import { EmbargoButton } from './embargo-button.tsx';
import { hasEnded, type Submission, submissionQuery } from './submission-query.ts';

const isReleasing = ({ steps }: Submission): boolean =>
  steps.some(({ name, success }) => name === 'qc_complete' && success);

/** What may be done with the submission now, and by whom. */
export function ChangeButtons({ submission }: { submission: Submission }): ReactNode {
  const account = useAccount();
  const mayAdminister = account?.siteAdmin || account?.groupAdmin;
  const ended = hasEnded(submission);
  return (
    <>
      {mayAdminister && submission.policy === 'embargo' && <EmbargoButton submission={submission} />}
      {mayAdminister && ended && submission.state !== 'succeeded' && <RedriveButton submission={submission} />}
      {!ended && !isReleasing(submission) && <CancelButton submission={submission} />}
    </>
  );
}

function RedriveButton({ submission }: { submission: Submission }): ReactNode {
  const queries = useQueryClient();
  const redrive = useMutation({
    mutationFn: () =>
      bodyOf(api.POST('/api/v1/submissions/{ref}/redrive', { params: { path: { ref: submission.id } } })),
    onSuccess: (changed) => queries.setQueryData(submissionQuery(submission.id).queryKey, changed),
  });
  return (
    <>
      <Button variant="default" loading={redrive.isPending} onClick={() => redrive.mutate()}>
        Run again from the step that failed
      </Button>
      {redrive.error && <Failed error={redrive.error} />}
    </>
  );
}
