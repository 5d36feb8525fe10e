import { Alert, Anchor, Button, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from '../api/client.ts';
import { formatBytes, formatDay, formatNumber } from '../format.ts';
import { FactsList } from '../layout/facts-list.tsx';
import { Page } from '../layout/page.tsx';
import { Answer } from '../layout/states.tsx';
import { PolicyBadge } from '../submissions/policy-badge.tsx';
import { Licence } from './licence.tsx';

type Dataset = paths['/api/v1/datasets/{ref}']['get']['responses']['200']['content']['application/json'];
type File = Dataset['files'][number];

/** The stable page of one released dataset. */
export function DatasetPage(): ReactNode {
  const { id } = useParams({ from: '/app/datasets/$id' });
  const query = useInfiniteQuery({
    queryKey: ['dataset', id],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: after }) =>
      bodyOf(
        api.GET('/api/v1/datasets/{ref}', {
          params: { path: { ref: id }, query: { limit: 200, ...(after && { after }) } },
        }),
      ),
    getNextPageParam: (page) => page.next,
  });
  return (
    <Page title={query.data?.pages[0]?.title ?? 'Dataset'}>
      <Answer query={query}>
        {({ pages }) => {
          const [dataset] = pages;
          return (
            dataset && (
              <>
                <Facts dataset={dataset} />
                <Files dataset={dataset} files={pages.flatMap(({ files }) => files)} />
                {query.hasNextPage && (
                  <Button
                    mt="md"
                    variant="default"
                    loading={query.isFetching}
                    onClick={() => void query.fetchNextPage()}
                  >
                    More files
                  </Button>
                )}
              </>
            )
          );
        }}
      </Answer>
    </Page>
  );
}

function Facts({ dataset }: { dataset: Dataset }): ReactNode {
  const facts: readonly (readonly [string, ReactNode])[] = [
    [
      'Id',
      <span key="id" className="mono">
        {dataset.id}
      </span>,
    ],
    [
      'Reference',
      <span key="reference" className="mono">
        {dataset.submissionReference}
      </span>,
    ],
    ['Access', <PolicyBadge key="policy" policy={dataset.policy} />],
    [
      'Licence',
      dataset.licence === null ? 'Not said: ask its submitter' : <Licence key="licence" id={dataset.licence} />,
    ],
    ['Files', formatNumber(dataset.fileCount)],
    ['Size', formatBytes(dataset.totalBytes)],
    ['Released', formatDay(dataset.releasedAt)],
  ];
  return <FactsList facts={facts} />;
}

function Files({ dataset, files }: { dataset: Dataset; files: readonly File[] }): ReactNode {
  if (!dataset.public) {
    const day = dataset.embargoUntil === null ? undefined : formatDay(dataset.embargoUntil);
    return (
      <Alert mt="md" title="These files are not public">
        {dataset.policy === 'embargo'
          ? `They become public ${day ? `on ${day}` : 'when their embargo ends'}.`
          : 'Who may have them asks their submitter.'}
      </Alert>
    );
  }
  return (
    <div className="panel flush" style={{ marginTop: '1rem' }}>
      <Table.ScrollContainer
        minWidth={640}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': 'Files' } }}
      >
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>File</Table.Th>
              <Table.Th>Size</Table.Th>
              <Table.Th>Checksum</Table.Th>
              <Table.Th>Permanent identifier</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {files.map(({ name, size, checksum, identifier, url }) => (
              <Table.Tr key={name}>
                <Table.Td>
                  {url ? (
                    <Anchor href={url} download>
                      {name}
                    </Anchor>
                  ) : (
                    name
                  )}
                </Table.Td>
                <Table.Td>{size === null ? '' : formatBytes(size)}</Table.Td>
                <Table.Td className="mono">{checksum && `${checksum.algorithm} ${checksum.value}`}</Table.Td>
                <Table.Td className="mono">{identifier ?? <Text c="dimmed">none</Text>}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </div>
  );
}
