import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { save } from '../api/download.ts';
import { formatCount } from '../format.ts';
import { Failed } from '../layout/states.tsx';
import { IssueList } from './issue-list.tsx';
import { byCell, unplaced } from './issues.ts';
import { correctedCopy, type Manifest, submitManifest } from './manifest-api.ts';
import type { Report } from './report.ts';
import { Sheet } from './sheet.tsx';

interface Checked {
  manifest: Manifest;
  report: Report;
}

export function CheckedManifest({ manifest, report }: Checked): ReactNode {
  const { errors, table } = report;
  const cells = useMemo(() => byCell(errors), [errors]);
  const rest = useMemo(() => unplaced(errors, table), [errors, table]);
  return (
    <Stack>
      {report.valid ? (
        <SubmitForm manifest={manifest} report={report} />
      ) : (
        <Verdict manifest={manifest} report={report} />
      )}
      {rest.length > 0 && <IssueList issues={rest} />}
      {report.warnings.length > 0 && (
        <Alert color="yellow" title={formatCount(report.totalWarnings, 'warning')}>
          {report.warnings.slice(0, 20).map((warning) => (
            <Text key={`${warning.row}${warning.column}${warning.message}`} size="sm" className="message">
              {warning.row !== undefined && `Row ${warning.row}: `}
              {warning.message}
            </Text>
          ))}
        </Alert>
      )}
      {table && <Sheet table={table} issues={cells} onlyWrong={!report.valid} />}
    </Stack>
  );
}

function Verdict({ manifest, report }: Checked): ReactNode {
  const correct = useMutation({
    mutationFn: () => correctedCopy(manifest),
    onSuccess: (copy) =>
      save(
        copy,
        manifest.file.name.replace(/(\.[^.]*)?$/, (end) => `-corrected${end === '.xlsx' ? '.tsv' : end}`),
      ),
  });
  const suggests = report.errors.some(({ suggestion }) => suggestion !== undefined);
  return (
    <Alert color="red" title={`${formatCount(report.totalErrors, 'error')} in ${formatCount(report.rows, 'row')}`}>
      <Text size="sm">
        Correct the manifest and drop it again.
        {report.truncated && ` The first ${report.errors.length} are shown.`}
        {!report.complete && ' Checking stopped before the end; the last error says why.'}
      </Text>
      {suggests && (
        <Button mt="sm" size="xs" variant="default" loading={correct.isPending} onClick={() => correct.mutate()}>
          Download a copy with the nearest valid terms
        </Button>
      )}
      {correct.error && <Failed error={correct.error} />}
    </Alert>
  );
}

function SubmitForm({ manifest, report }: Checked): ReactNode {
  const navigate = useNavigate();
  const [label, setLabel] = useState('');
  const [licence, setLicence] = useState('');
  const [embargoUntil, setEmbargoUntil] = useState('');
  const [key] = useState(() => crypto.randomUUID());
  const submit = useMutation({
    mutationFn: () => submitManifest({ manifest, label, licence, embargoUntil, key }),
    onSuccess: (id) => navigate({ to: '/app/submissions/$id', params: { id } as never }),
  });
  return (
    <form
      className="panel"
      onSubmit={(event) => {
        event.preventDefault();
        submit.mutate();
      }}
    >
      <Text fw={600}>{`No errors in ${formatCount(report.rows, 'row')}.`}</Text>
      <Text size="sm" c="dimmed">
        Profile {report.profile}, policy {report.policy}.
      </Text>
      <Group align="end" mt="md">
        <TextInput
          label="Label (optional)"
          maxLength={200}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <TextInput
          label="Licence (optional)"
          placeholder="CC-BY-4.0"
          maxLength={64}
          value={licence}
          onChange={(event) => setLicence(event.currentTarget.value)}
        />
        {report.policy === 'embargo' && (
          <TextInput
            label="Embargo until (optional)"
            type="date"
            value={embargoUntil}
            onChange={(event) => setEmbargoUntil(event.currentTarget.value)}
          />
        )}
        <Button type="submit" loading={submit.isPending}>
          Submit
        </Button>
      </Group>
      {submit.error && <Failed error={submit.error} />}
    </form>
  );
}
