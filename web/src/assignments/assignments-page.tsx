import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, bodyOf } from '../api/client.ts';
import { formatCount } from '../format.ts';
import { Page } from '../layout/page.tsx';
import { Answer, Empty } from '../layout/states.tsx';
import type { Assignment } from './assignment-types.ts';
import { Drafts } from './drafts.tsx';

/** What somebody is asked to hand in. */
export function AssignmentsPage(): ReactNode {
  const query = useInfiniteQuery({
    queryKey: ['assignments'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: after }) =>
      bodyOf(api.GET('/api/v1/assignments', { params: { query: { ...(after && { after }) } } })),
    getNextPageParam: (page) => page.next,
  });
  return (
    <Page title="Assignments">
      <Stack gap="lg">
        <Drafts />
        <Answer query={query}>
          {({ pages }) => (
            <>
              <Assignments all={pages.flatMap(({ assignments }) => assignments)} />
              {query.hasNextPage && (
                <Button variant="default" loading={query.isFetching} onClick={() => void query.fetchNextPage()}>
                  More assignments
                </Button>
              )}
            </>
          )}
        </Answer>
      </Stack>
    </Page>
  );
}

function Assignments({ all }: { all: readonly Assignment[] }): ReactNode {
  if (all.length === 0) {
    return (
      <Empty title="Nobody has asked you for data yet.">
        <Text size="sm">Assignments of your group, and those that name you, appear here.</Text>
      </Empty>
    );
  }
  // Open ones first: a closed one is there to be looked up.
  const sorted = all.toSorted((a, b) => Number(b.active) - Number(a.active));
  return (
    <ul className="cards" style={{ listStyle: 'none', padding: 0, margin: 0 }}>
      {sorted.map((assignment) => (
        <AssignmentCard key={assignment.key} assignment={assignment} />
      ))}
    </ul>
  );
}

function AssignmentCard({ assignment: { key, name, active, specification, inputs } }: { assignment: Assignment }) {
  const required = inputs.filter(({ mode }) => mode !== 'optional').length;
  const optional = inputs.length - required;
  return (
    <li className="panel">
      <Anchor component={Link} to="/app/assignments/$key" params={{ key } as never} fw={600}>
        {name}
      </Anchor>
      <Text size="sm" mt={4}>
        {specification.name}: {formatCount(required, 'required input')}
        {optional > 0 && `, ${optional} optional`}
      </Text>
      <Text size="sm" c="dimmed">
        {active ? 'Open' : 'Closed'} · <span className="mono">{key}</span>
      </Text>
    </li>
  );
}
