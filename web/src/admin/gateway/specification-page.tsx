import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Page } from '../../layout/page.tsx';
import { Answer } from '../../layout/states.tsx';
import { AdminTrail } from './admin-trail.tsx';
import { changeSpecification, specificationQuery } from './gateway-api.ts';
import type { Specification } from './gateway-types.ts';
import { GivenAssignments } from './given-assignments.tsx';
import { SpecificationForm } from './specification-form.tsx';
import { changesOf, valuesOf } from './specification-values.ts';

/** One specification: who is to submit to it, what it asks for, how it is checked. */
export function SpecificationPage(): ReactNode {
  const { key } = useParams({ from: '/signed-in/app/admin/specifications/$key' });
  const query = useQuery({ ...specificationQuery(key), staleTime: Number.POSITIVE_INFINITY });
  return (
    <Page
      title={query.data?.name ?? key}
      trail={<AdminTrail project={query.data?.projectKey} />}
      actions={
        <Button component={Link} to="/app/admin/reports/$key" params={{ key } as never} variant="default">
          Reports
        </Button>
      }
    >
      <Answer query={query}>{(specification) => <Parts specification={specification} />}</Answer>
    </Page>
  );
}

function Parts({ specification }: { specification: Specification }): ReactNode {
  const { key } = specification;
  const [first] = useState(() => valuesOf(specification));
  return (
    <Stack gap="lg">
      <Text>
        <span className="mono">{key}</span>. What has been submitted keeps what the specification said then.
      </Text>
      <GivenAssignments specificationKey={key} />
      <SpecificationForm
        first={first}
        isKept
        save={(values) => changeSpecification(key, changesOf(values))}
        onSaved={() => undefined}
      />
    </Stack>
  );
}
