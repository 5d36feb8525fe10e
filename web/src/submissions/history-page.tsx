import { Button, Group, Pagination, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatCount } from '../format.ts';
import { Page } from '../layout/page.tsx';
import { Answer, Empty } from '../layout/states.tsx';
import { FilterBar } from './filter-bar.tsx';
import { type Filters, isFiltered } from './filters.ts';
import { type History, readHistory } from './history-api.ts';
import { HistoryTable } from './history-table.tsx';

const PAGE_SIZE = 100;
/** Milliseconds between two looks: soon while something runs, seldom otherwise. */
const [SOON, SELDOM] = [3_000, 30_000];

const stillRuns = (history: History | undefined): boolean =>
  history?.results.some(({ complete }) => !complete) ?? false;

export function HistoryPage(): ReactNode {
  const filters = useSearch({ from: '/signed-in/app/submissions' });
  const history = useQuery({
    queryKey: ['history', filters],
    queryFn: () => readHistory(filters),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (stillRuns(state.data) ? SOON : SELDOM),
  });
  return (
    <Page
      title="Submissions"
      actions={
        <Button component={Link} to="/app/submit">
          Submit a manifest
        </Button>
      }
    >
      <FilterBar filters={filters} />
      <Answer query={history}>{(found) => <Found found={found} filters={filters} />}</Answer>
    </Page>
  );
}

function Found({ found, filters }: { found: History; filters: Filters }): ReactNode {
  const navigate = useNavigate();
  const pages = Math.max(1, Math.ceil(found.total / PAGE_SIZE));
  if (found.total === 0) return <Nothing filtered={isFiltered(filters)} />;
  return (
    <>
      <Text size="sm" c="dimmed" my="sm" role="status">
        {formatCount(found.total, 'submission')}, newest first
      </Text>
      <HistoryTable rows={found.results} />
      {pages > 1 && (
        <Group justify="center" mt="md">
          <Pagination
            total={pages}
            value={filters.page ?? 1}
            onChange={(page) => void navigate({ to: '/app/submissions', search: { ...filters, page } })}
            getControlProps={(control) => ({ 'aria-label': `${control} page` })}
          />
        </Group>
      )}
    </>
  );
}

function Nothing({ filtered }: { filtered: boolean }): ReactNode {
  if (filtered) return <Empty title="No submission is like that. Change the filters." />;
  return (
    <Empty title="You have not submitted anything yet.">
      <Text mt="xs">
        A submission begins with a manifest: a table with one row for each file.{' '}
        <Link to="/app/submit">Check and submit one.</Link>
      </Text>
    </Empty>
  );
}
