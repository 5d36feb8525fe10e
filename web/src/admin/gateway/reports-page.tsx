import { Group, Stack, TextInput } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Page } from '../../layout/page.tsx';
import { AdminTrail } from './admin-trail.tsx';
import { ConformanceReport } from './conformance-report.tsx';
import type { Period } from './reports-api.ts';
import { SubmissionsReport } from './submissions-report.tsx';

/** How data comes in for a specification, and how well it keeps the rules. */
export function ReportsPage(): ReactNode {
  const { key } = useParams({ from: '/signed-in/app/admin/reports/$key' });
  const [period, setPeriod] = useState<Period>({ from: '', to: '' });
  const day = (field: keyof Period, label: string) => (
    <TextInput
      label={label}
      type="date"
      value={period[field]}
      onChange={(event) => setPeriod({ ...period, [field]: event.currentTarget.value })}
    />
  );
  return (
    <Page
      title={`Reports of ${key}`}
      trail={<AdminTrail project={key.replace(/-SPEC-\d+$/, '')} specification={key} />}
    >
      <Stack gap="lg">
        <search>
          <Group>
            {day('from', 'Made from')}
            {day('to', 'Made to')}
          </Group>
        </search>
        <SubmissionsReport specificationKey={key} period={period} />
        <ConformanceReport specificationKey={key} period={period} />
      </Stack>
    </Page>
  );
}
