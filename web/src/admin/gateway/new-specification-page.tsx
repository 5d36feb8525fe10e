import { useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Page } from '../../layout/page.tsx';
import { AdminTrail } from './admin-trail.tsx';
import { createSpecification } from './gateway-api.ts';
import { SpecificationForm } from './specification-form.tsx';
import { newValues, specificationOf } from './specification-values.ts';

export function NewSpecificationPage(): ReactNode {
  const { key } = useParams({ from: '/signed-in/app/admin/projects/$key/new' });
  const navigate = useNavigate();
  const [first] = useState(newValues);
  return (
    <Page title="New specification" trail={<AdminTrail project={key} />}>
      <SpecificationForm
        first={first}
        isKept={false}
        save={(values) => createSpecification(key, specificationOf(values))}
        onSaved={(made) => void navigate({ to: '/app/admin/specifications/$key', params: { key: made.key } as never })}
      />
    </Page>
  );
}
