import { Alert, Button, Checkbox, Code, CopyButton, Group, Table, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from '../api/client.ts';
import { formatDay } from '../format.ts';
import { AskFirst } from '../layout/ask-first.tsx';
import { Moment } from '../layout/moment.tsx';
import { ScrollTable } from '../layout/scroll-table.tsx';
import { Answer, Failed } from '../layout/states.tsx';

type Token = paths['/api/v1/tokens']['get']['responses']['200']['content']['application/json']['tokens'][number];

const KEY = ['tokens'];

/** The person's API tokens, for programs. */
export function Tokens(): ReactNode {
  const tokens = useQuery({ queryKey: KEY, queryFn: () => bodyOf(api.GET('/api/v1/tokens')) });
  return (
    <section className="panel" aria-labelledby="tokens">
      <Title order={2} size="h4" id="tokens">
        API tokens
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        Programs send one as <Code>Authorization: Bearer …</Code>
      </Text>
      <NewToken />
      <Answer query={tokens}>{(found) => <TokenTable tokens={found.tokens} />}</Answer>
    </section>
  );
}

function NewToken(): ReactNode {
  const queries = useQueryClient();
  const [label, setLabel] = useState('');
  const [description, setDescription] = useState('');
  const [expires, setExpires] = useState('');
  const [readOnly, setReadOnly] = useState(false);
  const make = useMutation({
    mutationFn: () =>
      bodyOf(
        api.POST('/api/v1/tokens', {
          body: { label, ...(description !== '' && { description }), ...(expires !== '' && { expires }), readOnly },
        }),
      ),
    onSuccess: () => {
      setLabel('');
      setDescription('');
      setReadOnly(false);
      return queries.invalidateQueries({ queryKey: KEY });
    },
  });
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <Group align="end" mb="md">
          <TextInput
            label="Label"
            required
            maxLength={200}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
          <TextInput
            label="What it is for (optional)"
            maxLength={1000}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <TextInput
            label="Expires (optional)"
            type="date"
            value={expires}
            onChange={(event) => setExpires(event.currentTarget.value)}
          />
          <Checkbox
            label="May only read"
            my="xs"
            checked={readOnly}
            onChange={(event) => setReadOnly(event.currentTarget.checked)}
          />
          <Button type="submit" loading={make.isPending}>
            Make a token
          </Button>
        </Group>
      </form>
      {make.error && <Failed error={make.error} />}
      {make.data && (
        <Alert color="teal" role="status" mb="md" title={`The token '${make.data.label}' is shown this once`}>
          <Code block>{make.data.token}</Code>
          <CopyButton value={make.data.token}>
            {({ copied, copy }) => (
              <Button mt="sm" size="xs" variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
        </Alert>
      )}
    </>
  );
}

function TokenTable({ tokens }: { tokens: readonly Token[] }): ReactNode {
  const [revoked, setRevoked] = useState<Token>();
  if (tokens.length === 0) return <Text size="sm">You have no token.</Text>;
  return (
    <>
      <ScrollTable
        label="Your tokens"
        columns={['Label', 'Made', 'Last used', 'Expires', 'hidden:Revoke']}
        minWidth={620}
      >
        {tokens.map((token) => (
          <Table.Tr key={token.id}>
            <Table.Td>
              <div>
                {token.label}
                {token.readOnly && ' (may only read)'}
                {token.description !== null && (
                  <Text size="xs" c="dimmed" className="message">
                    {token.description}
                  </Text>
                )}
              </div>
            </Table.Td>
            <Table.Td>
              <Moment iso={token.createdAt} />
            </Table.Td>
            <Table.Td>{token.lastUsedAt === null ? 'Never' : <Moment iso={token.lastUsedAt} />}</Table.Td>
            <Table.Td>{token.expired ? 'Expired' : formatDay(token.expires)}</Table.Td>
            <Table.Td>
              <Button
                size="xs"
                variant="default"
                aria-label={`Revoke ${token.label}`}
                onClick={() => setRevoked(token)}
              >
                Revoke
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </ScrollTable>
      {revoked && <Revoke token={revoked} onClose={() => setRevoked(undefined)} />}
    </>
  );
}

function Revoke({ token, onClose }: { token: Token; onClose: () => void }): ReactNode {
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => bodyOf(api.DELETE('/api/v1/tokens/{id}', { params: { path: { id: token.id } } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: KEY });
      onClose();
    },
  });
  return (
    <AskFirst
      question={`Revoke the token '${token.label}'?`}
      consequence="Programs that use it are refused from now on."
      yes="Revoke it"
      change={revoke}
      onYes={() => revoke.mutate()}
      onNo={onClose}
    />
  );
}
