import { Anchor, Button, Group, SegmentedControl, Table, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from '../api/client.ts';
import { download } from '../api/download.ts';
import { formatBytes } from '../format.ts';
import { ScrollTable } from '../layout/scroll-table.tsx';
import { Answer, Failed } from '../layout/states.tsx';
import { hasEnded, type Submission } from './submission-query.ts';

export type SubmissionFile =
  paths['/api/v1/submissions/{ref}/files']['get']['responses']['200']['content']['application/json']['files'][number];

const TITLES: Readonly<Record<SubmissionFile['state'], string>> = {
  expected: 'Expected',
  announced: 'Uploading',
  arrived: 'Arrived',
  verified: 'Verified',
  released: 'Released',
  failed: 'Failed',
  removed: 'Removed',
};

const PAGE_SIZE = 200;
const LOOK_MS = 4_000;

/** The files of a submission with where each stands. */
export function Files({ submission }: { submission: Submission }): ReactNode {
  const [shown, setShown] = useState<'all' | 'expected' | 'failed'>('all');
  const { id } = submission;
  const query = useInfiniteQuery({
    queryKey: ['files', id, shown],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: after }) =>
      bodyOf(
        api.GET('/api/v1/submissions/{ref}/files', {
          params: {
            path: { ref: id },
            query: { limit: PAGE_SIZE, ...(shown !== 'all' && { state: shown }), ...(after && { after }) },
          },
        }),
      ),
    getNextPageParam: (page) => page.next,
    refetchInterval: hasEnded(submission) ? false : LOOK_MS,
  });
  return (
    <section className="panel" aria-labelledby="files">
      <Group justify="space-between" mb="md">
        <Title order={2} size="h4" id="files">
          Files
        </Title>
        <SegmentedControl
          aria-label="Which files"
          value={shown}
          onChange={(value) => setShown(value as typeof shown)}
          data={[
            { value: 'all', label: 'All' },
            { value: 'expected', label: 'Missing' },
            { value: 'failed', label: 'Failed' },
          ]}
        />
      </Group>
      <Answer query={query}>
        {({ pages }) => (
          <>
            <FileTable files={pages.flatMap(({ files }) => files)} />
            {query.hasNextPage && (
              <Button mt="md" variant="default" loading={query.isFetching} onClick={() => void query.fetchNextPage()}>
                More files
              </Button>
            )}
          </>
        )}
      </Answer>
    </section>
  );
}

function FileTable({ files }: { files: readonly SubmissionFile[] }): ReactNode {
  const get = useMutation({ mutationFn: (url: string) => download(new URL(url).pathname) });
  if (files.length === 0) return <Text c="dimmed">No file is like that.</Text>;
  return (
    <>
      <ScrollTable label="Files of the submission" columns={['File', 'State', 'Size', 'Checksum']} minWidth={700}>
        {files.map((file) => (
          <Table.Tr key={file.name}>
            <Table.Td>
              <FileName file={file} onGet={get.mutate} />
            </Table.Td>
            <Table.Td>
              {TITLES[file.state]}
              {file.problem && (
                <Text size="sm" c="var(--bad)" className="message">
                  {file.problem}
                </Text>
              )}
            </Table.Td>
            <Table.Td>{file.size !== null && formatBytes(file.size)}</Table.Td>
            <Table.Td className="mono">{file.checksum && `${file.checksum.algorithm} ${file.checksum.value}`}</Table.Td>
          </Table.Tr>
        ))}
      </ScrollTable>
      {get.error && <Failed error={get.error} />}
    </>
  );
}

/** Open files have an address of their own; all others are asked for with the token. */
function FileName({ file: { name, url }, onGet }: { file: SubmissionFile; onGet: (url: string) => void }): ReactNode {
  if (url === null) return name;
  if (new URL(url).pathname.startsWith('/open/'))
    return (
      <Anchor href={url} download>
        {name}
      </Anchor>
    );
  return (
    <Anchor component="button" type="button" onClick={() => onGet(url)}>
      {name}
    </Anchor>
  );
}
