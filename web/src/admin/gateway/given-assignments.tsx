import { Button, Group, Table, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { CopyText } from '../../layout/copy-text.tsx';
import { NameForm } from '../../layout/name-form.tsx';
import { ScrollTable } from '../../layout/scroll-table.tsx';
import { Answer, Failed } from '../../layout/states.tsx';
import { useChange } from '../use-change.ts';
import { AssignmentForm } from './assignment-form.tsx';
import { changeAssignment, createAssignment, givenQuery } from './gateway-api.ts';
import type { GivenAssignment } from './gateway-types.ts';
import { isNobody, type Submitters, WhoSubmits } from './who-submits.tsx';

/** Who is to submit to a specification. */
export function GivenAssignments({ specificationKey }: { specificationKey: string }): ReactNode {
  const query = useQuery(givenQuery(specificationKey));
  return (
    <section className="panel" aria-labelledby="assignments">
      <Title order={2} size="h4" mb="sm" id="assignments">
        Assignments
      </Title>
      <Answer query={query}>{(all) => <AssignmentTable all={all} />}</Answer>
      <NewAssignment specificationKey={specificationKey} />
    </section>
  );
}

function AssignmentTable({ all }: { all: readonly GivenAssignment[] }): ReactNode {
  if (all.length === 0) return <Text c="dimmed">Nobody is to submit yet.</Text>;
  return (
    <ScrollTable label="Assignments" columns={['Key', 'Name', 'Who', 'State', 'hidden:Change']}>
      {all.map((assignment) => (
        <AssignmentRow key={assignment.key} assignment={assignment} />
      ))}
    </ScrollTable>
  );
}

function AssignmentRow({ assignment }: { assignment: GivenAssignment }): ReactNode {
  const { key, specificationKey, name, group, members, active } = assignment;
  const [opened, form] = useDisclosure(false);
  const change = useChange(givenQuery(specificationKey).queryKey, () => changeAssignment(key, { active: !active }));
  const who = [...(group === null ? [] : [group.name]), ...members.map(({ username }) => username)];
  return (
    <Table.Tr>
      <Table.Td>
        <CopyText text={key} what="key" />
      </Table.Td>
      <Table.Td>{name}</Table.Td>
      <Table.Td className="message">{who.join(', ')}</Table.Td>
      <Table.Td>{active ? 'Open' : 'Retired'}</Table.Td>
      <Table.Td className="actions">
        <Group gap="xs" wrap="nowrap" justify="end">
          <Button size="xs" variant="default" aria-label={`Change ${name}`} onClick={form.open}>
            Change
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={change.isPending}
            aria-label={active ? `Retire ${name}` : `Open ${name} again`}
            onClick={() => change.mutate(undefined)}
          >
            {active ? 'Retire' : 'Open again'}
          </Button>
        </Group>
        {change.error && <Failed error={change.error} />}
        {opened && <AssignmentForm assignment={assignment} onClose={form.close} />}
      </Table.Td>
    </Table.Tr>
  );
}

function NewAssignment({ specificationKey }: { specificationKey: string }): ReactNode {
  const [who, setWho] = useState<Submitters>({ group: null, members: [] });
  const make = useChange(givenQuery(specificationKey).queryKey, (name: string) =>
    createAssignment(specificationKey, {
      name,
      members: who.members.map(({ id }) => id),
      ...(who.group !== null && { group: who.group }),
    }),
  );
  return (
    <NameForm label="Name of a new assignment" action="Assign" make={make} isComplete={!isNobody(who)}>
      <WhoSubmits value={who} onChange={setWho} />
    </NameForm>
  );
}
