import { Alert, Button, Group, Progress, Text, Title } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { formatCount } from '../format.ts';
import { Failed } from '../layout/states.tsx';
import { addMetadataset, convertSheet, pendingKey, type SheetRow } from './metadata-api.ts';
import { RecordTable } from './record-table.tsx';
import { inTurns } from './turns.ts';

/** A sample sheet is read into records; those without faults become pending. */
export function SheetPanel({ columns }: { columns: readonly string[] }): ReactNode {
  const convert = useMutation({ mutationFn: (file: File) => convertSheet(file) });
  return (
    <section className="panel" aria-labelledby="sheet">
      <Title order={2} size="h4" mb="sm" id="sheet">
        1. Sample sheet
      </Title>
      <Dropzone
        className="drop small"
        multiple={false}
        onDrop={([first]) => first && convert.mutate(first)}
        useFsAccessApi={false}
        disabled={convert.isPending}
        inputProps={{ 'aria-label': 'Sample sheet' }}
      >
        <Text fw={600} size="sm">
          Drop a sample sheet here, or press Enter to choose one
        </Text>
        <Text size="sm" c="dimmed">
          CSV, TSV or XLSX with the columns {columns.join(', ')}
        </Text>
      </Dropzone>
      <div aria-live="polite" style={{ marginTop: '1rem' }}>
        {convert.isPending && <Text size="sm">{`Reading ${convert.variables.name} …`}</Text>}
        {convert.error && <Failed error={convert.error} />}
        {convert.data && <Converted rows={convert.data} columns={columns} onDone={convert.reset} />}
      </div>
    </section>
  );
}

interface ConvertedProps {
  rows: readonly SheetRow[];
  columns: readonly string[];
  onDone: () => void;
}

function Converted({ rows, columns, onDone }: ConvertedProps): ReactNode {
  const queries = useQueryClient();
  const [added, setAdded] = useState(0);
  const good = rows.filter(({ errors }) => errors.length === 0);
  const bad = rows.filter(({ errors }) => errors.length > 0);
  const add = useMutation({
    mutationFn: () =>
      inTurns(
        good.slice(added),
        ({ record }) => addMetadataset(record),
        () => setAdded((n) => n + 1),
      ),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: pendingKey }),
  });
  return (
    <>
      {bad.length > 0 && (
        <>
          <Alert color="red" mb="sm" title={`${formatCount(bad.length, 'row')} of ${rows.length} with errors`}>
            Correct the sheet and drop it again, or add only the rows without errors.
          </Alert>
          <RecordTable
            label="Rows with errors"
            corner="Row"
            columns={columns}
            rows={bad.map(({ row, record, errors }) => ({
              id: String(row),
              name: String(row),
              record,
              faults: errors,
            }))}
          />
        </>
      )}
      {good.length > 0 && (
        <Group mt="sm">
          <Button loading={add.isPending} onClick={() => add.mutate()}>
            {`Add ${formatCount(good.length - added, 'row')}`}
          </Button>
          <Button variant="default" disabled={add.isPending} onClick={onDone}>
            Leave them out
          </Button>
        </Group>
      )}
      {rows.length === 0 && <Text size="sm">There is no row in this sheet.</Text>}
      {add.isPending && <Progress mt="sm" value={(added / good.length) * 100} aria-label="Rows added" />}
      {add.error && <Failed error={add.error} />}
    </>
  );
}
