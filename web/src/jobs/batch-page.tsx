import { Anchor, Badge, Group, Loader, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useId } from 'react';
import { download } from '../api/download.ts';
import { CopyText } from '../layout/copy-text.tsx';
import { Page } from '../layout/page.tsx';
import { ScrollTable } from '../layout/scroll-table.tsx';
import { Answer, Failed } from '../layout/states.tsx';
import { useSession } from '../session/use-session.ts';
import { batchQuery } from './job-api.ts';
import type { Batch, JobRun } from './job-types.ts';

/** What becomes of the jobs of one request; results are there as soon as their step has made them. */
export function BatchPage(): ReactNode {
  const { uuid } = useParams({ from: '/app/job-runs/$uuid' });
  const query = useQuery(batchQuery(uuid));
  return (
    <Page title={query.data?.submissions[0]?.submission_name ?? 'Jobs'}>
      <Answer query={query}>{(batch) => <Runs batch={batch} />}</Answer>
    </Page>
  );
}

function Runs({ batch: { UUID, submissions } }: { batch: Batch }): ReactNode {
  return (
    <Stack gap="lg">
      <div>
        <Text size="sm" c="dimmed">
          You can come back to this page by its address. Programs ask for this UUID:
        </Text>
        <CopyText text={UUID} what="UUID" />
      </div>
      {submissions.map((run) => (
        <Run key={run.UUID} run={run} />
      ))}
    </Stack>
  );
}

const COLORS: Readonly<Record<JobRun['state'], string>> = {
  Submitted: 'var(--wait)',
  Running: 'var(--busy)',
  Complete: 'var(--good)',
  Error: 'var(--bad)',
  Crash: 'var(--bad)',
};

const moves = ({ state }: JobRun): boolean => state === 'Submitted' || state === 'Running';

function Run({ run }: { run: JobRun }): ReactNode {
  const heading = useId();
  const session = useSession();
  const { job_name: job, UUID, state, last_message: message } = run;
  return (
    <section className="panel" aria-labelledby={heading} data-job={job} data-state={state}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id={heading}>
          {job}
        </Title>
        <Group gap="xs" role="status">
          {moves(run) && <Loader size="xs" aria-hidden="true" />}
          <Badge variant="default" c={COLORS[state]}>
            {state}
          </Badge>
        </Group>
      </Group>
      <Text size="sm" className="message">
        {message}
      </Text>
      <Results run={run} />
      {session && (
        <Text size="sm" mt="sm">
          <Anchor component={Link} to="/app/submissions/$id" params={{ id: UUID } as never}>
            Steps, files and checks of this submission
          </Anchor>
        </Text>
      )}
    </section>
  );
}

const nameOf = (path: string): string => path.split('/').at(-1) ?? path;

function Results({ run }: { run: JobRun }): ReactNode {
  const get = useMutation({
    mutationFn: (path: string) => download(`/analytics_automated/submissions/${encodeURIComponent(nameOf(path))}`),
  });
  const link = (path: string) => (
    <Anchor component="button" type="button" className="mono" onClick={() => get.mutate(path)}>
      {nameOf(path)}
    </Anchor>
  );
  return (
    <>
      <ScrollTable label={`Files of ${run.job_name}`} columns={['File', 'Made by', 'Step']}>
        <Table.Tr>
          <Table.Td>{link(run.input_file)}</Table.Td>
          <Table.Td>You submitted it</Table.Td>
          <Table.Td />
        </Table.Tr>
        {run.results.map(({ name, step, data_path: path }) => (
          <Table.Tr key={path}>
            <Table.Td>{link(path)}</Table.Td>
            <Table.Td>{name}</Table.Td>
            <Table.Td>{step}</Table.Td>
          </Table.Tr>
        ))}
      </ScrollTable>
      {get.error && <Failed error={get.error} />}
    </>
  );
}
