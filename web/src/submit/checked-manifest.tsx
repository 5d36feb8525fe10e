import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { save } from '../api/download.ts';
import { formatCount } from '../format.ts';
import { Failed } from '../layout/states.tsx';
import { IssueList } from './issue-list.tsx';
import { byCell, unplaced } from './issues.ts';
import { correctedCopy, type Report, submitManifest } from './manifest-api.ts';
import { Sheet } from './sheet.tsx';
import type { Preview } from './table-preview.ts';

interface Checked {
  file: File;
  report: Report;
  preview: Preview | undefined;
}

export function CheckedManifest({ file, report, preview }: Checked): ReactNode {
  const rest = unplaced(report.errors, preview?.header ?? []);
  return (
    <Stack>
      {report.valid ? <SubmitForm file={file} report={report} /> : <Verdict file={file} report={report} />}
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
      {preview && <Sheet preview={preview} issues={byCell(report.errors)} onlyWrong={!report.valid} />}
    </Stack>
  );
}

function Verdict({ file, report }: Omit<Checked, 'preview'>): ReactNode {
  const correct = useMutation({
    mutationFn: () => correctedCopy(file),
    onSuccess: (copy) =>
      save(
        copy,
        file.name.replace(/(\.[^.]*)?$/, (end) => `-corrected${end === '.xlsx' ? '.tsv' : end}`),
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

function SubmitForm({ file, report }: Omit<Checked, 'preview'>): ReactNode {
  const navigate = useNavigate();
  const [label, setLabel] = useState('');
  const [embargoUntil, setEmbargoUntil] = useState('');
  const [key] = useState(() => crypto.randomUUID());
  const submit = useMutation({
    mutationFn: () => submitManifest({ file, label, embargoUntil, key }),
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
