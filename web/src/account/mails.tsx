import { Checkbox, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
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
  // shown as it was chosen, from that moment on: what the service has comes later
  const [chosen, setChosen] = useState(mails);
  const change = useMutation({
    mutationFn: setMails,
    onSuccess: (changed) => queries.setQueryData(preferencesQuery.queryKey, changed),
    onError: () => setChosen(mails),
  });
  const choose = (topic: keyof Mails, isWanted: boolean) => {
    const next = { ...chosen, [topic]: isWanted };
    setChosen(next);
    change.mutate(next);
  };
  return (
    <Stack gap="sm">
      {(Object.keys(TITLES) as (keyof Mails)[]).map((topic) => (
        <Checkbox
          key={topic}
          label={TITLES[topic]}
          checked={chosen[topic]}
          disabled={change.isPending}
          onChange={(event) => choose(topic, event.currentTarget.checked)}
        />
      ))}
      {change.error && <Failed error={change.error} />}
    </Stack>
  );
}
