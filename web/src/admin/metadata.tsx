import { Button, Group, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from '../api/client.ts';
import { ListTable } from '../layout/list-table.tsx';
import { Answer, Empty } from '../layout/states.tsx';
import { MetadatumForm } from './metadatum-form.tsx';

export type Metadatum = paths['/api/v1/metadata']['get']['responses']['200']['content']['application/json'][number];

export const METADATA_KEY = ['metadata'];

const rulesOf = (one: Metadatum): string =>
  [
    one.isMandatory && 'mandatory',
    one.isFile && 'file',
    one.isSiteUnique && 'unique in the site',
    one.isSubmissionUnique && !one.isSiteUnique && 'unique in the submission',
    one.dateTimeFmt && `date ${one.dateTimeFmt}`,
    one.serviceId && 'from a service',
  ]
    .filter(Boolean)
    .join(', ');

/** The fields of sample sheets. */
export function Metadata(): ReactNode {
  const metadata = useQuery({ queryKey: METADATA_KEY, queryFn: () => bodyOf(api.GET('/api/v1/metadata')) });
  const [changed, setChanged] = useState<Metadatum | 'new'>();
  return (
    <>
      <Group justify="end" mb="md">
        <Button onClick={() => setChanged('new')}>New metadatum</Button>
      </Group>
      <Answer query={metadata}>
        {(all) =>
          all.length === 0 ? (
            <Empty title="No metadatum is defined yet." />
          ) : (
            <ListTable label="Metadata" columns={['Name', 'Rules', 'Pattern', 'hidden:Change']}>
              {all.map((one) => (
                <Table.Tr key={one.id.uuid}>
                  <Table.Td>
                    {one.name}
                    <Text size="sm" c="dimmed">
                      {one.longDescription}
                    </Text>
                  </Table.Td>
                  <Table.Td>{rulesOf(one)}</Table.Td>
                  <Table.Td className="mono">{one.regExp}</Table.Td>
                  <Table.Td className="actions">
                    <Button
                      size="xs"
                      variant="default"
                      onClick={() => setChanged(one)}
                      aria-label={`Change ${one.name}`}
                    >
                      Change
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </ListTable>
          )
        }
      </Answer>
      {changed && (
        <MetadatumForm metadatum={changed === 'new' ? undefined : changed} onClose={() => setChanged(undefined)} />
      )}
    </>
  );
}
