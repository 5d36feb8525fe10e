import { MultiSelect, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from '../api/client.ts';
import { ListTable } from '../layout/list-table.tsx';
import { NameForm } from '../layout/name-form.tsx';
import { Answer, Empty, Failed } from '../layout/states.tsx';
import { useChange } from './use-change.ts';

type Service = paths['/api/v1/services']['get']['responses']['200']['content']['application/json'][number];

export const SERVICES_KEY = ['services'];
export const readServices = () => bodyOf(api.GET('/api/v1/services'));

export function Services(): ReactNode {
  const services = useQuery({ queryKey: SERVICES_KEY, queryFn: readServices });
  const users = useQuery({ queryKey: ['users', 'choices'], queryFn: () => bodyOf(api.GET('/api/v1/users')) });
  const make = useChange(SERVICES_KEY, (name: string) => bodyOf(api.POST('/api/v1/services', { body: { name } })));
  const choices = (users.data?.users ?? []).map(({ id, fullName }) => ({ value: id, label: fullName }));
  return (
    <>
      <NameForm action="Make a service" make={make} />
      <Answer query={services}>
        {(all) =>
          all.length === 0 ? (
            <Empty title="There is no service yet." />
          ) : (
            <ListTable label="Services" columns={['Service', 'Executed by']}>
              {all.map((service) => (
                <ServiceRow key={service.id.uuid} service={service} choices={choices} />
              ))}
            </ListTable>
          )
        }
      </Answer>
    </>
  );
}

interface ServiceRowProps {
  service: Service;
  choices: { value: string; label: string }[];
}

function ServiceRow({ service, choices }: ServiceRowProps): ReactNode {
  const change = useChange(SERVICES_KEY, (userIds: string[]) =>
    bodyOf(api.PUT('/api/v1/services/{id}', { params: { path: { id: service.id.uuid } }, body: { userIds } })),
  );
  const chosen = service.userIds.map(({ uuid }) => uuid);
  const known = new Set(choices.map(({ value }) => value));
  const others = chosen.filter((uuid) => !known.has(uuid)).map((uuid) => ({ value: uuid, label: uuid }));
  return (
    <Table.Tr>
      <Table.Td>{service.name}</Table.Td>
      <Table.Td>
        <MultiSelect
          aria-label={`Users who execute ${service.name}`}
          searchable
          placeholder={chosen.length === 0 ? 'Nobody' : ''}
          data={[...choices, ...others]}
          value={chosen}
          onChange={change.mutate}
          disabled={change.isPending}
        />
        {change.error && <Failed error={change.error} />}
      </Table.Td>
    </Table.Tr>
  );
}
