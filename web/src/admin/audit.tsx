import { Button, Table, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from '../api/client.ts';
import { ListTable } from '../layout/list-table.tsx';
import { Moment } from '../layout/moment.tsx';
import { Answer, Empty } from '../layout/states.tsx';

type Entry = paths['/api/v1/audit']['get']['responses']['200']['content']['application/json']['entries'][number];

/** Who administered what in a month, newest first. */
export function Audit(): ReactNode {
  const [month, setMonth] = useState(() => new Date().toISOString().slice(0, 7));
  const audit = useInfiniteQuery({
    queryKey: ['audit', month],
    // what was done a moment ago, on another page, is to be seen
    staleTime: 0,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: after }) =>
      bodyOf(api.GET('/api/v1/audit', { params: { query: { month, ...(after && { after }) } } })),
    getNextPageParam: (page) => page.next,
  });
  return (
    <>
      <TextInput
        label="Month (UTC)"
        type="month"
        mb="md"
        maw={220}
        value={month}
        onChange={(event) => event.currentTarget.value !== '' && setMonth(event.currentTarget.value)}
      />
      <Answer query={audit}>{({ pages }) => <Entries entries={pages.flatMap(({ entries }) => entries)} />}</Answer>
      {audit.hasNextPage && (
        <Button mt="md" variant="default" loading={audit.isFetching} onClick={() => void audit.fetchNextPage()}>
          More
        </Button>
      )}
    </>
  );
}

function Entries({ entries }: { entries: readonly Entry[] }): ReactNode {
  if (entries.length === 0) return <Empty title="Nothing was administered in this month." />;
  return (
    <ListTable label="Audit" columns={['When', 'Who', 'What', 'Outcome']} minWidth={720}>
      {entries.map(({ requestId, at, user, sourceIp, route, params, fields, outcome }) => (
        <Table.Tr key={requestId}>
          <Table.Td>
            <Moment iso={at} />
          </Table.Td>
          <Table.Td>
            <div>
              {user.username}
              <Text size="sm" c="dimmed">
                from {sourceIp}
              </Text>
            </div>
          </Table.Td>
          <Table.Td>
            <div>
              <span className="mono">{withParams(route, params)}</span>
              {fields.length > 0 && (
                <Text size="sm" c="dimmed">
                  {fields.join(', ')}
                </Text>
              )}
            </div>
          </Table.Td>
          <Table.Td>{outcome ?? 'Not known'}</Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  );
}

const withParams = (route: string, params: Entry['params']): string =>
  route.replace(/\{(\w+)\+?\}/g, (whole, name: string) => params[name] ?? whole);
