import { Anchor, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatCount } from '../format.ts';
import { Moment } from '../layout/moment.tsx';
import { ScrollTable } from '../layout/scroll-table.tsx';
import { Failed } from '../layout/states.tsx';
import { draftsQuery } from './assignment-api.ts';

interface DraftsProps {
  /** the newest so many; absent: as many as the service tells */
  most?: number;
}

/** What somebody has begun and not started; nothing at all where there is nothing, as for most, or while it is not known. */
export function Drafts({ most }: DraftsProps): ReactNode {
  const query = useQuery(draftsQuery);
  if (query.data === undefined) {
    return query.error && <Failed error={query.error} reset={() => void query.refetch()} />;
  }
  const drafts = query.data.submissions;
  if (drafts.length === 0) return null;
  const left = drafts.length - (most ?? drafts.length);
  return (
    <section className="panel" aria-labelledby="drafts">
      <Title order={2} size="h4" mb="sm" id="drafts">
        Not started yet
      </Title>
      <ScrollTable label="Submissions that are not started" columns={['Submission', 'Name', 'Assignment', 'Made']}>
        {drafts.slice(0, most).map(({ id, label, assignmentKey, createdAt }) => (
          <Table.Tr key={id}>
            <Table.Td>
              <Anchor component={Link} to="/app/drafts/$id" params={{ id } as never} className="mono">
                {id}
              </Anchor>
            </Table.Td>
            <Table.Td className="message">{label}</Table.Td>
            <Table.Td className="mono">{assignmentKey}</Table.Td>
            <Table.Td>
              <Moment iso={createdAt} />
            </Table.Td>
          </Table.Tr>
        ))}
      </ScrollTable>
      {left > 0 && (
        <Text size="sm" mt="sm">
          <Anchor component={Link} to="/app/assignments">
            {formatCount(left, 'more is', 'more are')} not started
          </Anchor>
        </Text>
      )}
    </section>
  );
}
