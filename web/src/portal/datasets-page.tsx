import { Anchor, Button, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from '../api/client.ts';
import { formatBytes, formatCount, formatDay } from '../format.ts';
import { Page } from '../layout/page.tsx';
import { Answer, Empty } from '../layout/states.tsx';
import { PolicyBadge } from '../submissions/policy-badge.tsx';

type Dataset = paths['/api/v1/datasets']['get']['responses']['200']['content']['application/json']['datasets'][number];

const PAGE_SIZE = 60;

/** The catalogue of what has been released; nobody needs to sign in. */
export function DatasetsPage(): ReactNode {
  const { q } = useSearch({ from: '/' });
  const [typed, setTyped] = useState(q ?? '');
  const navigate = useNavigate();
  // what is searched for stands in the address, so that it can be shared
  const search = useDebouncedCallback(
    (text: string) => void navigate({ to: '/', search: text.trim() === '' ? {} : { q: text.trim() }, replace: true }),
    300,
  );
  const catalogue = useInfiniteQuery({
    queryKey: ['datasets', q],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: after }) => {
      const query = { limit: PAGE_SIZE, ...(q && { q }), ...(after && { after }) };
      return bodyOf(api.GET('/api/v1/datasets', { params: { query } }));
    },
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  return (
    <Page title="Datasets">
      <search>
        <TextInput
          label="Search"
          description="Words of the title, an id or a licence"
          mb="md"
          maxLength={200}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            search(event.currentTarget.value);
          }}
        />
      </search>
      <Answer query={catalogue}>
        {({ pages }) => (
          <>
            <Datasets
              all={pages.flatMap(({ datasets }) => datasets)}
              isSearch={q !== undefined}
              hasMore={catalogue.hasNextPage}
            />
            {catalogue.hasNextPage && (
              <Button
                mt="md"
                variant="default"
                loading={catalogue.isFetchingNextPage}
                onClick={() => void catalogue.fetchNextPage()}
              >
                {q === undefined ? 'Older datasets' : 'Search on in older datasets'}
              </Button>
            )}
          </>
        )}
      </Answer>
    </Page>
  );
}

interface DatasetsProps {
  all: readonly Dataset[];
  isSearch: boolean;
  hasMore: boolean;
}

function Datasets({ all, isSearch, hasMore }: DatasetsProps): ReactNode {
  if (all.length === 0 && hasMore) return <Empty title="Nothing like that among the newest datasets." />;
  if (all.length === 0) {
    return <Empty title={isSearch ? 'No dataset is like that.' : 'Nothing has been released yet.'} />;
  }
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm" role="status">
        {hasMore
          ? `The newest ${formatCount(all.length, 'dataset')}`
          : `${formatCount(all.length, 'dataset')}, newest first`}
      </Text>
      <ul className="cards" style={{ listStyle: 'none', padding: 0, margin: 0 }}>
        {all.map((dataset) => (
          <DatasetCard key={dataset.id} dataset={dataset} />
        ))}
      </ul>
    </>
  );
}

function DatasetCard({ dataset }: { dataset: Dataset }): ReactNode {
  const { id, title, policy, licence, fileCount, totalBytes, releasedAt } = dataset;
  return (
    <li className="panel">
      <Anchor component={Link} to="/app/datasets/$id" params={{ id } as never} fw={600}>
        {title}
      </Anchor>
      <Text size="sm" mt={4}>
        {formatCount(fileCount, 'file')}, {formatBytes(totalBytes)}
      </Text>
      <Text size="sm" c="dimmed">
        <PolicyBadge policy={policy} />
        {licence !== null && ` · ${licence}`} · released {formatDay(releasedAt)} · <span className="mono">{id}</span>
      </Text>
    </li>
  );
}
