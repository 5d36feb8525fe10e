import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { AskFirst } from '../layout/ask-first.tsx';
import { pendingKey } from './metadata-api.ts';

interface DeletePendingProps {
  /** what the button says */
  action: string;
  question: string;
  consequence: string;
  remove: () => Promise<unknown>;
}

/** Deletes, after asking, what waits for its submission. */
export function DeletePending({ action, question, consequence, remove }: DeletePendingProps): ReactNode {
  const [asking, ask] = useDisclosure(false);
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: remove,
    onSuccess: () => queries.invalidateQueries({ queryKey: pendingKey }),
  });
  return (
    <>
      <Button size="xs" variant="default" onClick={ask.open}>
        {action}
      </Button>
      {asking && (
        <AskFirst
          question={question}
          consequence={consequence}
          yes="Delete"
          change={change}
          onYes={() => change.mutate(undefined, { onSuccess: ask.close })}
          onNo={ask.close}
        />
      )}
    </>
  );
}
