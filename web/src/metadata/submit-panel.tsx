import { Alert, Button, Group, Loader, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Refusal } from '../api/refusal.ts';
import { formatCount } from '../format.ts';
import { Failed } from '../layout/states.tsx';
import type { Faults } from './faults.ts';
import { type Material, pendingKey, submitMaterial } from './metadata-api.ts';

interface SubmitPanelProps {
  material: Material;
  /** of the check that ran before */
  faults: Faults;
  state: 'checking' | 'good' | 'bad';
}

const MOST_REQUESTS = 100;
const RETRY_MS = 1_000;
const isUnfinished = (error: unknown): boolean => error instanceof Refusal && error.status === 503;

/** Submits what is chosen, once the check has found nothing. */
export function SubmitPanel({ material, faults, state }: SubmitPanelProps): ReactNode {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [label, setLabel] = useState('');
  const [key, setKey] = useState(() => crypto.randomUUID());
  const submit = useMutation({
    mutationFn: () => submitMaterial(material, label, key),
    // What takes longer than a request goes on with the next one that is the same.
    retry: (count, error) => isUnfinished(error) && count < MOST_REQUESTS,
    retryDelay: RETRY_MS,
    // What was refused is another request when it is sent corrected.
    onError: () => setKey(crypto.randomUUID()),
    onSuccess: async (id) => {
      void queries.invalidateQueries({ queryKey: pendingKey });
      await navigate({ to: '/app/submissions/$id', params: { id } as never });
    },
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    submit.mutate();
  };
  const { metadatasetIds, fileIds } = material;
  const isEmpty = metadatasetIds.length + fileIds.length === 0;
  return (
    <form className="panel" aria-labelledby="submit" onSubmit={send}>
      <Title order={2} size="h4" mb="sm" id="submit">
        4. Submit
      </Title>
      <Text size="sm" mb="sm">
        {`Chosen: ${formatCount(metadatasetIds.length, 'metadataset')}, ${formatCount(fileIds.length, 'file')}.`}
      </Text>
      {!isEmpty && <Verdict faults={faults} state={state} />}
      <Group align="end" mt="sm">
        <TextInput
          label="Label (optional)"
          maxLength={100}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <Button type="submit" disabled={isEmpty || state !== 'good'} loading={submit.isPending}>
          Submit
        </Button>
      </Group>
      {submit.error && <Failed error={submit.error} />}
    </form>
  );
}

function Verdict({ faults, state }: Omit<SubmitPanelProps, 'material'>): ReactNode {
  const located = [...faults.byEntity.values()].reduce((sum, some) => sum + some.length, 0);
  return (
    <div role="status">
      {state === 'checking' && (
        <Text size="sm">
          <Loader size="xs" mr="xs" />
          Checking …
        </Text>
      )}
      {state === 'good' && <Text size="sm">Checked: it would be accepted.</Text>}
      {state === 'bad' && (
        <Alert color="red" title={formatCount(located + faults.rest.length, 'error')}>
          {faults.rest.map(({ message }) => (
            <Text key={message} size="sm" className="message">
              {message}
            </Text>
          ))}
          {located > 0 && <Text size="sm">They are marked in the tables above.</Text>}
        </Alert>
      )}
    </div>
  );
}
