import { Button, Group, MultiSelect, Select, Table, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { CopyText } from '../../layout/copy-text.tsx';
import { ScrollTable } from '../../layout/scroll-table.tsx';
import { Answer, Failed } from '../../layout/states.tsx';
import { GROUPS_KEY, readGroups } from '../group-select.tsx';
import { useChange } from '../use-change.ts';
import { changeAssignment, createAssignment, givenQuery, usersQuery } from './gateway-api.ts';
import type { GivenAssignment } from './gateway-types.ts';

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
      <Table.Td>
        <Button
          size="xs"
          variant="default"
          loading={change.isPending}
          aria-label={active ? `Retire ${name}` : `Open ${name} again`}
          onClick={() => change.mutate(undefined)}
        >
          {active ? 'Retire' : 'Open again'}
        </Button>
        {change.error && <Failed error={change.error} />}
      </Table.Td>
    </Table.Tr>
  );
}

function NewAssignment({ specificationKey }: { specificationKey: string }): ReactNode {
  const groups = useQuery({ queryKey: GROUPS_KEY, queryFn: readGroups });
  const users = useQuery(usersQuery);
  const [name, setName] = useState('');
  const [group, setGroup] = useState<string | null>(null);
  const [members, setMembers] = useState<string[]>([]);
  const make = useChange(
    givenQuery(specificationKey).queryKey,
    () => createAssignment(specificationKey, { name, members, ...(group !== null && { group }) }),
    () => setName(''),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate(undefined);
      }}
    >
      <Group align="end" mt="md">
        <TextInput
          label="Name of a new assignment"
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="Group"
          placeholder="None"
          clearable
          clearButtonProps={{ 'aria-label': 'No group' }}
          searchable
          value={group}
          onChange={setGroup}
          data={(groups.data ?? []).map(({ id, name: label }) => ({ value: id, label }))}
        />
        <MultiSelect
          label="Members"
          placeholder={members.length === 0 ? 'None' : ''}
          searchable
          value={members}
          onChange={setMembers}
          data={(users.data ?? []).map(({ id, username }) => ({ value: id, label: username }))}
        />
        <Button type="submit" disabled={group === null && members.length === 0} loading={make.isPending}>
          Assign
        </Button>
      </Group>
      {make.error && <Failed error={make.error} />}
    </form>
  );
}
