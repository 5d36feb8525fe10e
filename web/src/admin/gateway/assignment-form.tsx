import { TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Dialog } from '../../layout/dialog.tsx';
import { StackedForm } from '../../layout/stacked-form.tsx';
import { useChange } from '../use-change.ts';
import { changeAssignment, givenQuery } from './gateway-api.ts';
import type { GivenAssignment } from './gateway-types.ts';
import { isNobody, type Submitters, WhoSubmits } from './who-submits.tsx';

interface AssignmentFormProps {
  assignment: GivenAssignment;
  onClose: () => void;
}

/** Changes what an assignment is called, and who is to submit. */
export function AssignmentForm({ assignment, onClose }: AssignmentFormProps): ReactNode {
  const { key, specificationKey } = assignment;
  const [name, setName] = useState(assignment.name);
  const [who, setWho] = useState<Submitters>(() => ({
    group: assignment.group?.id ?? null,
    members: assignment.members,
  }));
  const change = useChange(
    givenQuery(specificationKey).queryKey,
    () => changeAssignment(key, { name, group: who.group, members: who.members.map(({ id }) => id) }),
    onClose,
  );
  return (
    <Dialog onClose={onClose} title={`Change ${key}`}>
      <StackedForm isComplete={!isNobody(who)} change={change} action="Save">
        <TextInput label="Name" required value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <WhoSubmits value={who} onChange={setWho} />
      </StackedForm>
    </Dialog>
  );
}
