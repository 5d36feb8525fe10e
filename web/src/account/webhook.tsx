import { Alert, Button, Code, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { AskFirst } from '../layout/ask-first.tsx';
import { CopyText } from '../layout/copy-text.tsx';
import { Moment } from '../layout/moment.tsx';
import { Answer } from '../layout/states.tsx';
import { deleteWebhook, type Preferences, preferencesQuery } from './preferences-api.ts';
import { WebhookForm } from './webhook-form.tsx';

type Kept = NonNullable<Preferences['webhook']>;

/** One address that is told of every step of all of one's submissions. */
export function Webhook(): ReactNode {
  const preferences = useQuery(preferencesQuery);
  const [secret, setSecret] = useState<string>();
  return (
    <section className="panel" aria-labelledby="webhook">
      <Title order={2} size="h4" id="webhook">
        Webhook
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        Called when a step of one of your submissions ends, whichever way it was made, unless the submission names a
        webhook of its own. Calls are signed: <Code>X-Waybill-Signature</Code>.
      </Text>
      {secret && (
        <Alert color="teal" role="status" mb="md" title="The secret that signs its calls is shown this once">
          <CopyText text={secret} what="secret" />
        </Alert>
      )}
      <Answer query={preferences}>
        {({ webhook }) => (
          <Stack>
            {webhook && <KeptWebhook webhook={webhook} onGone={() => setSecret(undefined)} />}
            <WebhookForm replaces={webhook !== null} onMade={setSecret} />
          </Stack>
        )}
      </Answer>
    </section>
  );
}

function KeptWebhook({ webhook, onGone }: { webhook: Kept; onGone: () => void }): ReactNode {
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const remove = useMutation({
    mutationFn: deleteWebhook,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: preferencesQuery.queryKey });
      onGone();
      setAsked(false);
    },
  });
  return (
    <Group justify="space-between">
      <div>
        <Text size="sm" className="mono">
          {webhook.method} {webhook.url}
        </Text>
        <Text size="xs" c="dimmed">
          Since <Moment iso={webhook.createdAt} />
        </Text>
      </div>
      <Button size="xs" variant="default" onClick={() => setAsked(true)}>
        Remove the webhook
      </Button>
      {asked && (
        <AskFirst
          question="Remove the webhook?"
          consequence="It is not called any more, also for submissions that are under way."
          yes="Remove it"
          change={remove}
          onYes={() => remove.mutate()}
          onNo={() => setAsked(false)}
        />
      )}
    </Group>
  );
}
