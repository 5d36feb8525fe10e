import { Anchor, Button, Group, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Account } from '../../api/account.ts';
import { ListTable } from '../../layout/list-table.tsx';
import { Answer, Failed } from '../../layout/states.tsx';
import { GroupSelect } from '../group-select.tsx';
import { useChange } from '../use-change.ts';
import { createProject, projectsQuery } from './gateway-api.ts';
import type { Project } from './gateway-types.ts';

/** What data is asked for: projects with their specifications and assignments. */
export function Projects({ account }: { account: Account }): ReactNode {
  const query = useQuery(projectsQuery);
  return (
    <Stack gap="lg">
      <Answer query={query}>{(projects) => <ProjectTable projects={projects} />}</Answer>
      <NewProject account={account} />
    </Stack>
  );
}

function ProjectTable({ projects }: { projects: readonly Project[] }): ReactNode {
  if (projects.length === 0) return <Text c="dimmed">There is no project yet. Open one below.</Text>;
  return (
    <ListTable label="Projects" columns={['Key', 'Name', 'Run by', 'State']}>
      {projects.map(({ key, name, group, active }) => (
        <Table.Tr key={key}>
          <Table.Td>
            <Anchor component={Link} to="/app/admin/projects/$key" params={{ key } as never} className="mono">
              {key}
            </Anchor>
          </Table.Td>
          <Table.Td>{name}</Table.Td>
          <Table.Td>{group?.name ?? 'The site'}</Table.Td>
          <Table.Td>{active ? 'Open' : 'Retired'}</Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  );
}

function NewProject({ account }: { account: Account }): ReactNode {
  const navigate = useNavigate();
  const [key, setKey] = useState('');
  const [name, setName] = useState('');
  const [group, setGroup] = useState<string | null>(null);
  const make = useChange(
    projectsQuery.queryKey,
    () => createProject({ key, name, ...(group !== null && { group }) }),
    (project) => void navigate({ to: '/app/admin/projects/$key', params: { key: project.key } as never }),
  );
  return (
    <form
      className="panel"
      aria-labelledby="new-project"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate(undefined);
      }}
    >
      <Title order={2} size="h4" mb="sm" id="new-project">
        New project
      </Title>
      <Group align="end">
        <TextInput
          label="Key"
          description="Capital letters and digits, such as MP"
          required
          maxLength={16}
          value={key}
          onChange={(event) => setKey(event.currentTarget.value.toUpperCase())}
        />
        <TextInput label="Name" required value={name} onChange={(event) => setName(event.currentTarget.value)} />
        {account.siteAdmin && <GroupSelect label="Run by" none="The site" value={group} onChange={setGroup} />}
        <Button type="submit" loading={make.isPending}>
          Open the project
        </Button>
      </Group>
      {make.error && <Failed error={make.error} />}
    </form>
  );
}
