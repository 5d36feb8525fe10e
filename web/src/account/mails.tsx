import { Checkbox, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Answer, Failed } from '../layout/states.tsx';
import { type Preferences, preferencesQuery, setMails } from './preferences-api.ts';

type Mails = Preferences['mails'];

const TITLES: Readonly<Record<keyof Mails, string>> = {
  upload: 'A manifest is valid: how to send the files',
  reminder: 'Files are still missing',
  failure: 'A submission failed or was cancelled',
  receipt: 'A submission is complete',
  dryRun: 'A trial of a manifest has ended',
};

/** Which mails about their submissions somebody wants. */
export function Mails(): ReactNode {
  const preferences = useQuery(preferencesQuery);
  return (
    <section className="panel" aria-labelledby="mails">
      <Title order={2} size="h4" id="mails">
        Mails
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        About your submissions. Mails about your password always come; those about a job go to the address that it was
        given.
      </Text>
      <Answer query={preferences}>{({ mails }) => <Choices mails={mails} />}</Answer>
    </section>
  );
}

function Choices({ mails }: { mails: Mails }): ReactNode {
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: setMails,
    onSuccess: (changed) => queries.setQueryData(preferencesQuery.queryKey, changed),
  });
  // while it is on its way the choice is shown as it was made
  const shown = change.isPending ? change.variables : mails;
  return (
    <Stack gap="sm">
      {(Object.keys(TITLES) as (keyof Mails)[]).map((topic) => (
        <Checkbox
          key={topic}
          label={TITLES[topic]}
          checked={shown[topic]}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ ...mails, [topic]: event.currentTarget.checked })}
        />
      ))}
      {change.error && <Failed error={change.error} />}
    </Stack>
  );
}
