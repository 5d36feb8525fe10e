import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, bodyOf } from '../api/client.ts';
import { DRAFTS } from '../assignments/assignment-api.ts';
import { AskFirst } from '../layout/ask-first.tsx';
import { type Submission, submissionQuery } from './submission-query.ts';

/** Ends a submission after asking, whether it was started or not. */
export function CancelButton({ submission: { id } }: { submission: Submission }): ReactNode {
  const [asking, ask] = useDisclosure(false);
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => bodyOf(api.POST('/api/v1/submissions/{ref}/cancel', { params: { path: { ref: id } } })),
    onSuccess: (cancelled) => {
      queries.setQueryData(submissionQuery(id).queryKey, cancelled);
      void queries.invalidateQueries({ queryKey: DRAFTS });
    },
  });
  return (
    <>
      <Button variant="default" onClick={ask.open}>
        Cancel
      </Button>
      {asking && (
        <AskFirst
          question={`Cancel submission ${id}?`}
          consequence="It ends now, and takes no files any more. Its record stays; the files that were uploaded expire."
          yes="Cancel the submission"
          change={cancel}
          onYes={() => cancel.mutate(undefined, { onSuccess: ask.close })}
          onNo={ask.close}
        />
      )}
    </>
  );
}
