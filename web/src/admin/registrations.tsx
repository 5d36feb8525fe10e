import { Alert, Button, Code, Group, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from '../api/client.ts';
import { AskFirst } from '../layout/ask-first.tsx';
import { ListTable } from '../layout/list-table.tsx';
import { Moment } from '../layout/moment.tsx';
import { Answer, Empty, Failed } from '../layout/states.tsx';
import { useChange } from './use-change.ts';

type Registration = paths['/api/v1/registrations']['get']['responses']['200']['content']['application/json'][number];

const KEY = ['registrations'];

/** People who ask for an account. */
export function Registrations(): ReactNode {
  const registrations = useQuery({ queryKey: KEY, queryFn: () => bodyOf(api.GET('/api/v1/registrations')) });
  const accept = useChange(KEY, ({ id }: Registration) =>
    bodyOf(
      api.POST('/api/v1/registrations/{id}/acceptance', {
        params: { path: { id: id.uuid } },
        body: { groupAdmin: false },
      }),
    ),
  );
  return (
    <>
      {accept.error && <Failed error={accept.error} />}
      {accept.data && (
        <Alert color="teal" role="status" mb="md" title={`${accept.data.username} has an account`}>
          {accept.data.invitation.sent
            ? 'A mail with a link for the first password is on its way.'
            : 'The mail could not be sent. Hand over this link yourself:'}
          {accept.data.invitation.link && <Code block>{accept.data.invitation.link}</Code>}
        </Alert>
      )}
      <Answer query={registrations}>
        {(all) =>
          all.length === 0 ? (
            <Empty title="Nobody waits for an account." />
          ) : (
            <Waiting all={all} onAccept={accept.mutate} />
          )
        }
      </Answer>
    </>
  );
}

function Waiting({
  all,
  onAccept,
}: {
  all: readonly Registration[];
  onAccept: (one: Registration) => void;
}): ReactNode {
  const [refused, setRefused] = useState<Registration>();
  const reject = useChange(
    KEY,
    ({ id }: Registration) =>
      bodyOf(api.POST('/api/v1/registrations/{id}/rejection', { params: { path: { id: id.uuid } } })),
    () => setRefused(undefined),
  );
  return (
    <>
      <ListTable label="Registrations" columns={['Name', 'Group', 'Asked', 'hidden:Decide']} minWidth={640}>
        {all.map((one) => (
          <Table.Tr key={one.id.uuid}>
            <Table.Td>
              {one.name}
              <Text size="sm" c="dimmed">
                {one.email}
              </Text>
            </Table.Td>
            <Table.Td>{one.group?.name ?? `${one.newGroupName} (new)`}</Table.Td>
            <Table.Td>
              <Moment iso={one.createdAt} />
            </Table.Td>
            <Table.Td className="actions">
              <Group gap="xs" wrap="nowrap" justify="end">
                <Button size="xs" onClick={() => onAccept(one)} aria-label={`Accept ${one.name}`}>
                  Accept
                </Button>
                <Button size="xs" variant="default" onClick={() => setRefused(one)} aria-label={`Reject ${one.name}`}>
                  Reject
                </Button>
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </ListTable>
      {refused && (
        <AskFirst
          question={`Turn down ${refused.name}?`}
          consequence="They are told by mail."
          yes="Turn down"
          change={reject}
          onYes={() => reject.mutate(refused)}
          onNo={() => setRefused(undefined)}
        />
      )}
    </>
  );
}
