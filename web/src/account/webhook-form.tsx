import { Button, Group, PasswordInput, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Failed } from '../layout/states.tsx';
import { preferencesQuery, setWebhook } from './preferences-api.ts';
import { documentOf, NEW_WEBHOOK, type WebhookValues } from './webhook-values.ts';

const METHODS = ['POST', 'PUT', 'GET'] as const;
const KINDS = {
  none: 'Nothing',
  bearer_token: 'A bearer token',
  basic: 'Name and password',
  api_key: 'X-Api-Key',
} as const;
type Kind = WebhookValues['kind'];

interface WebhookFormProps {
  replaces: boolean;
  onMade: (secret: string) => void;
}

export function WebhookForm({ replaces, onMade }: WebhookFormProps): ReactNode {
  const queries = useQueryClient();
  const [values, setValues] = useState(NEW_WEBHOOK);
  const set = (change: Partial<WebhookValues>): void => setValues((before) => ({ ...before, ...change }));
  const make = useMutation({
    mutationFn: () => setWebhook(documentOf(values)),
    onSuccess: ({ secret }) => {
      onMade(secret);
      setValues(NEW_WEBHOOK);
      return queries.invalidateQueries({ queryKey: preferencesQuery.queryKey });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <Group align="end">
        <TextInput
          label="Address"
          type="url"
          placeholder="https://"
          required
          maxLength={512}
          value={values.url}
          onChange={(event) => set({ url: event.currentTarget.value })}
        />
        <Select
          label="Method"
          allowDeselect={false}
          data={[...METHODS]}
          value={values.method}
          onChange={(method) => set({ method: METHODS.find((each) => each === method) ?? 'POST' })}
        />
        <Select
          label="Sends along"
          allowDeselect={false}
          data={(Object.keys(KINDS) as Kind[]).map((kind) => ({ value: kind, label: KINDS[kind] }))}
          value={values.kind}
          onChange={(kind) => set({ kind: (kind ?? 'none') as Kind, token: '' })}
        />
        {values.kind === 'basic' && (
          <TextInput
            label="Name"
            required
            autoComplete="off"
            value={values.username}
            onChange={(event) => set({ username: event.currentTarget.value })}
          />
        )}
        {values.kind !== 'none' && (
          <PasswordInput
            label={values.kind === 'basic' ? 'Password of the receiver' : 'Token of the receiver'}
            required
            autoComplete="off"
            w="14rem"
            value={values.token}
            onChange={(event) => set({ token: event.currentTarget.value })}
          />
        )}
        <Button type="submit" variant="default" loading={make.isPending}>
          {replaces ? 'Replace the webhook' : 'Set the webhook'}
        </Button>
      </Group>
      {make.error && <Failed error={make.error} />}
    </form>
  );
}
