import { Anchor, Button, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { FactsList } from '../../layout/facts-list.tsx';
import { ListTable } from '../../layout/list-table.tsx';
import { Moment } from '../../layout/moment.tsx';
import { Page } from '../../layout/page.tsx';
import { Answer, Failed } from '../../layout/states.tsx';
import { useChange } from '../use-change.ts';
import { AdminTrail } from './admin-trail.tsx';
import { changeProject, projectQuery, projectsQuery, specificationsQuery } from './gateway-api.ts';
import type { ListedSpecification, Project } from './gateway-types.ts';
import { ProjectForm } from './project-form.tsx';

/** One project with its specifications. */
export function ProjectPage(): ReactNode {
  const { key } = useParams({ from: '/signed-in/app/admin/projects/$key' });
  const project = useQuery(projectQuery(key));
  const specifications = useQuery(specificationsQuery(key));
  return (
    <Page
      title={project.data?.name ?? key}
      trail={<AdminTrail />}
      actions={
        <>
          {project.data && <Change project={project.data} />}
          {project.data && <Retire project={project.data} />}
          <Button component={Link} to="/app/admin/projects/$key/new" params={{ key } as never}>
            New specification
          </Button>
        </>
      }
    >
      <Stack gap="lg">
        <Answer query={project}>{(found) => <Told project={found} />}</Answer>
        <Answer query={specifications}>{(all) => <Specifications all={all} />}</Answer>
      </Stack>
    </Page>
  );
}

function Told({ project: { key, description, group, active } }: { project: Project }): ReactNode {
  const facts = [
    ['Key', key],
    ['Run by', group?.name ?? 'The site'],
    ['State', active ? 'Open' : 'Retired: it takes no new submissions'],
    ...(description ? [['Description', description] as const] : []),
  ] as const;
  return <FactsList facts={facts} />;
}

function Change({ project }: { project: Project }): ReactNode {
  const [opened, form] = useDisclosure(false);
  return (
    <>
      <Button variant="default" onClick={form.open}>
        Change
      </Button>
      {opened && <ProjectForm project={project} onClose={form.close} />}
    </>
  );
}

function Retire({ project: { key, active } }: { project: Project }): ReactNode {
  const change = useChange(projectsQuery.queryKey, () => changeProject(key, { active: !active }));
  return (
    <>
      <Button variant="default" loading={change.isPending} onClick={() => change.mutate(undefined)}>
        {active ? 'Retire' : 'Open again'}
      </Button>
      {change.error && <Failed error={change.error} />}
    </>
  );
}

function Specifications({ all }: { all: readonly ListedSpecification[] }): ReactNode {
  if (all.length === 0) return <Text c="dimmed">Nothing is asked for yet: write a specification.</Text>;
  return (
    <ListTable label="Specifications" columns={['Key', 'Name', 'State', 'Changed', 'hidden:Reports']}>
      {all.map(({ key, name, active, updatedAt }) => (
        <Table.Tr key={key}>
          <Table.Td>
            <Anchor component={Link} to="/app/admin/specifications/$key" params={{ key } as never} className="mono">
              {key}
            </Anchor>
          </Table.Td>
          <Table.Td>{name}</Table.Td>
          <Table.Td>{active ? 'Open' : 'Retired'}</Table.Td>
          <Table.Td>
            <Moment iso={updatedAt} />
          </Table.Td>
          <Table.Td className="actions">
            <Anchor
              component={Link}
              to="/app/admin/reports/$key"
              params={{ key } as never}
              aria-label={`Reports of ${key}`}
            >
              Reports
            </Anchor>
          </Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  );
}
