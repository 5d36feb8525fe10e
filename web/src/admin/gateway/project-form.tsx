import { Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Dialog } from '../../layout/dialog.tsx';
import { StackedForm } from '../../layout/stacked-form.tsx';
import { useChange } from '../use-change.ts';
import { changeProject, projectsQuery } from './gateway-api.ts';
import type { Project } from './gateway-types.ts';

/** Changes what a project is called and said to be. */
export function ProjectForm({ project, onClose }: { project: Project; onClose: () => void }): ReactNode {
  const [name, setName] = useState(project.name);
  const [description, setDescription] = useState(project.description ?? '');
  const change = useChange(
    projectsQuery.queryKey,
    () => changeProject(project.key, { name, ...(description !== (project.description ?? '') && { description }) }),
    onClose,
  );
  return (
    <Dialog onClose={onClose} title={`Change ${project.key}`}>
      <StackedForm change={change} action="Save">
        <TextInput label="Name" required value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Textarea
          label="Description"
          autosize
          minRows={2}
          value={description}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
      </StackedForm>
    </Dialog>
  );
}
