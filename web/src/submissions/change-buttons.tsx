import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useAccount } from '../api/account.ts';
import { api, bodyOf } from '../api/client.ts';
import { AskFirst } from '../layout/ask-first.tsx';
import { Failed } from '../layout/states.tsx';
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

function useChange(
  submission: Submission,
  path: '/api/v1/submissions/{ref}/cancel' | '/api/v1/submissions/{ref}/redrive',
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => bodyOf(api.POST(path, { params: { path: { ref: submission.id } } })),
    onSuccess: (changed) => queries.setQueryData(submissionQuery(submission.id).queryKey, changed),
  });
}

function CancelButton({ submission }: { submission: Submission }): ReactNode {
  const [asking, ask] = useDisclosure(false);
  const cancel = useChange(submission, '/api/v1/submissions/{ref}/cancel');
  return (
    <>
      <Button variant="default" onClick={ask.open}>
        Cancel
      </Button>
      {asking && (
        <AskFirst
          question={`Cancel submission ${submission.id}?`}
          consequence="It ends now. Its record stays; the files that were uploaded expire."
          yes="Cancel the submission"
          change={cancel}
          onYes={() => cancel.mutate(undefined, { onSuccess: ask.close })}
          onNo={ask.close}
        />
      )}
    </>
  );
}

function RedriveButton({ submission }: { submission: Submission }): ReactNode {
  const redrive = useChange(submission, '/api/v1/submissions/{ref}/redrive');
  return (
    <>
      <Button variant="default" loading={redrive.isPending} onClick={() => redrive.mutate()}>
        Run again from the step that failed
      </Button>
      {redrive.error && <Failed error={redrive.error} />}
    </>
  );
}
