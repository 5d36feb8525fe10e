import { Button, Group, Table, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from '../api/client.ts';
import { Moment } from '../layout/moment.tsx';
import { ScrollTable } from '../layout/scroll-table.tsx';
import { Answer, Failed } from '../layout/states.tsx';
import { STEP_TITLES } from './steps.ts';

const PATH = '/api/v1/submissions/{ref}/deliveries';
type Delivery = paths[typeof PATH]['get']['responses']['200']['content']['application/json']['deliveries'][number];

const LOOK_MS = 5_000;

/** What the submitter was told by mail and webhook, and what became of it; read when somebody wants to know. */
export function Deliveries({ id }: { id: string }): ReactNode {
  const [wanted, want] = useDisclosure(false);
  return (
    <section className="panel" aria-labelledby="deliveries">
      <Group justify="space-between">
        <Title order={2} size="h4" id="deliveries">
          Notifications
        </Title>
        {!wanted && (
          <Button size="xs" variant="default" onClick={want.open}>
            Show what was sent
          </Button>
        )}
      </Group>
      {wanted && <Sent id={id} />}
    </section>
  );
}

function Sent({ id }: { id: string }): ReactNode {
  const deliveries = useQuery({
    queryKey: ['deliveries', id],
    queryFn: async () => (await bodyOf(api.GET(PATH, { params: { path: { ref: id } } }))).deliveries,
    refetchInterval: ({ state }) => (state.data?.some(({ webhook }) => webhook === null) ? LOOK_MS : false),
  });
  return (
    <Answer query={deliveries}>
      {(found) =>
        found.length === 0 ? <Text size="sm">Nothing has been told yet.</Text> : <Told id={id} all={found} />
      }
    </Answer>
  );
}

const eventOf = ({ step, success, event }: Delivery): string => {
  if (step !== null) return `${STEP_TITLES[step]}: ${success ? 'done' : 'failed'}`;
  return event === 'ReminderDue' ? 'Reminder of missing files' : 'Trial of a manifest';
};

const MAILS: Readonly<Record<string, string>> = { sent: 'Sent', none: 'None', unwanted: 'Not wanted' };
const CALLS: Readonly<Record<string, string>> = { delivered: 'Delivered', none: 'None' };

function Told({ id, all }: { id: string; all: readonly Delivery[] }): ReactNode {
  const queries = useQueryClient();
  const again = useMutation({
    mutationFn: (eventId: string) =>
      bodyOf(api.POST(`${PATH}/{eventId}/redeliver`, { params: { path: { ref: id, eventId } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['deliveries', id] }),
  });
  return (
    <>
      <ScrollTable label="Notifications" columns={['Event', 'When', 'Mail', 'Webhook', 'hidden:Call it again']}>
        {all.map((delivery) => (
          <Table.Tr key={delivery.eventId}>
            <Table.Td>{eventOf(delivery)}</Table.Td>
            <Table.Td>
              <Moment iso={delivery.firstAt} />
            </Table.Td>
            <Table.Td className="message">{delivery.mail && (MAILS[delivery.mail] ?? delivery.mail)}</Table.Td>
            <Table.Td className="message">
              {delivery.webhook === null ? 'Under way' : (CALLS[delivery.webhook] ?? delivery.webhook)}
            </Table.Td>
            <Table.Td>
              {delivery.webhook !== null && delivery.webhook !== 'none' && (
                <Button
                  size="xs"
                  variant="default"
                  disabled={again.isPending}
                  aria-label={`Call again: ${eventOf(delivery)}`}
                  onClick={() => again.mutate(delivery.eventId)}
                >
                  Call again
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </ScrollTable>
      {again.error && <Failed error={again.error} />}
    </>
  );
}
