import { Alert, Anchor, Button, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from '../api/client.ts';
import { formatBytes, formatCount, formatDay } from '../format.ts';
import { Page } from '../layout/page.tsx';
import { Answer, Empty } from '../layout/states.tsx';
import { PolicyBadge } from '../submissions/policy-badge.tsx';

type Dataset = paths['/api/v1/datasets']['get']['responses']['200']['content']['application/json']['datasets'][number];

const PAGE_SIZE = 1000;

/** The catalogue of what has been released; nobody needs to sign in. */
export function DatasetsPage(): ReactNode {
  const [wanted, setWanted] = useState('');
  const catalogue = useInfiniteQuery({
    queryKey: ['datasets'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: after }) =>
      bodyOf(api.GET('/api/v1/datasets', { params: { query: { limit: PAGE_SIZE, ...(after && { after }) } } })),
    getNextPageParam: (page) => page.next,
  });
  return (
    <Page title="Datasets">
      <search>
        <TextInput
          label="Search"
          description="Title or id"
          mb="md"
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      </search>
      <Answer query={catalogue}>
        {({ pages }) => (
          <>
            <Datasets all={pages.flatMap(({ datasets }) => datasets)} wanted={wanted} />
            {catalogue.hasNextPage && (
              <Alert mt="md" variant="light">
                Only the first {formatCount(pages.length * PAGE_SIZE, 'dataset')} are searched.{' '}
                <Button
                  size="xs"
                  variant="default"
                  loading={catalogue.isFetching}
                  onClick={() => void catalogue.fetchNextPage()}
                >
                  Load more
                </Button>
              </Alert>
            )}
          </>
        )}
      </Answer>
    </Page>
  );
}

const isWanted = ({ title, id }: Dataset, words: readonly string[]): boolean => {
  const text = `${title} ${id}`.toLowerCase();
  return words.every((word) => text.includes(word));
};

function Datasets({ all, wanted }: { all: readonly Dataset[]; wanted: string }): ReactNode {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all
    .filter((dataset) => isWanted(dataset, words))
    .toSorted((a, b) => b.releasedAt.localeCompare(a.releasedAt));
  if (all.length === 0) return <Empty title="Nothing has been released yet." />;
  if (found.length === 0) return <Empty title="No dataset is named like that." />;
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm" role="status">
        {formatCount(found.length, 'dataset')}, newest first
      </Text>
      <ul className="cards" style={{ listStyle: 'none', padding: 0, margin: 0 }}>
        {found.slice(0, 300).map((dataset) => (
          <DatasetCard key={dataset.id} dataset={dataset} />
        ))}
      </ul>
    </>
  );
}

function DatasetCard({ dataset }: { dataset: Dataset }): ReactNode {
  const { id, title, policy, fileCount, totalBytes, releasedAt } = dataset;
  return (
    <li className="panel">
      <Anchor component={Link} to="/app/datasets/$id" params={{ id } as never} fw={600}>
        {title}
      </Anchor>
      <Text size="sm" mt={4}>
        {formatCount(fileCount, 'file')}, {formatBytes(totalBytes)}
      </Text>
      <Text size="sm" c="dimmed">
        <PolicyBadge policy={policy} /> · released {formatDay(releasedAt)} · <span className="mono">{id}</span>
      </Text>
    </li>
  );
}
