import { Button, Group, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Drafts } from '../assignments/drafts.tsx';
import { formatCount, formatNumber } from '../format.ts';
import { Page } from '../layout/page.tsx';
import { Answer, Empty } from '../layout/states.tsx';
import { FilterBar } from './filter-bar.tsx';
import { type Filters, isFiltered } from './filters.ts';
import { type History, readHistory } from './history-api.ts';
import { HistoryTable } from './history-table.tsx';

/** What is not started is not to push what is out of sight; assignments have a page with all. */
const DRAFTS_SHOWN = 3;
/** Milliseconds between two looks: soon while something runs, seldom otherwise. */
const [SOON, SELDOM] = [3_000, 30_000];

const stillRuns = (history: History | undefined): boolean =>
  history?.submissions.some(({ state }) => state === 'running') ?? false;

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
      <Stack gap="lg">
        <Drafts most={DRAFTS_SHOWN} />
        <FilterBar filters={filters} />
      </Stack>
      <Answer query={history}>{(found) => <Found found={found} filters={filters} />}</Answer>
    </Page>
  );
}

function Found({ found, filters }: { found: History; filters: Filters }): ReactNode {
  if (found.total === 0) return <Nothing filtered={isFiltered(filters)} />;
  return (
    <>
      <Text size="sm" c="dimmed" my="sm" role="status">
        {placeOf(found)}, newest first
      </Text>
      <HistoryTable rows={found.submissions} />
      <Turns found={found} filters={filters} />
    </>
  );
}

function placeOf({ total, skipped, submissions }: History): string {
  const count = formatCount(total, 'submission');
  if (submissions.length === total) return count;
  return `${formatNumber(skipped + 1)} to ${formatNumber(skipped + submissions.length)} of ${count}`;
}

/** Pages are found by where they begin, so that none repeats or loses a submission while others come in. */
function Turns({ found: { next, previous }, filters }: { found: History; filters: Filters }): ReactNode {
  if (next === undefined && previous === undefined) return undefined;
  const { after: _here, ...same } = filters;
  return (
    <nav aria-label="Pages">
      <Group justify="center" mt="md">
        {previous !== undefined && (
          <Button
            variant="default"
            component={Link}
            to="/app/submissions"
            search={(previous === 'newest' ? same : { ...same, after: previous }) as never}
          >
            Newer
          </Button>
        )}
        {next !== undefined && (
          <Button variant="default" component={Link} to="/app/submissions" search={{ ...same, after: next } as never}>
            Older
          </Button>
        )}
      </Group>
    </nav>
  );
}

function Nothing({ filtered }: { filtered: boolean }): ReactNode {
  if (filtered) return <Empty title="No submission is like that. Change the filters." />;
  return (
    <Empty title="Nothing has been submitted yet.">
      <Text mt="xs">
        A submission begins with a manifest: a table with one row for each file.{' '}
        <Link to="/app/submit">Check and submit one.</Link>
      </Text>
    </Empty>
  );
}
