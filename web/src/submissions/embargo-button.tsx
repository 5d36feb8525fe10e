import { Button, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, bodyOf } from '../api/client.ts';
import { Dialog } from '../layout/dialog.tsx';
import { StackedForm } from '../layout/stacked-form.tsx';
import { type Submission, submissionQuery } from './submission-query.ts';

/** Sets the day from which embargoed data is public. */
export function EmbargoButton({ submission }: { submission: Submission }): ReactNode {
  const queries = useQueryClient();
  const [opened, dialog] = useDisclosure(false);
  const [until, setUntil] = useState(submission.embargoUntil?.slice(0, 10) ?? '');
  const change = useMutation({
    mutationFn: () =>
      bodyOf(
        api.PUT('/api/v1/submissions/{ref}/embargo', { params: { path: { ref: submission.id } }, body: { until } }),
      ),
    onSuccess: (changed) => {
      queries.setQueryData(submissionQuery(submission.id).queryKey, changed);
      dialog.close();
    },
  });
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        Set the embargo
      </Button>
      {opened && (
        <Dialog onClose={dialog.close} title="Until when is the data under embargo?">
          <StackedForm change={change} action="Save">
            <TextInput
              label="Public from"
              description="From this day on anybody may have the files."
              type="date"
              required
              value={until}
              onChange={(event) => setUntil(event.currentTarget.value)}
            />
          </StackedForm>
        </Dialog>
      )}
    </>
  );
}
