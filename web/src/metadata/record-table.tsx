import { Checkbox, Text, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { messageAt } from './faults.ts';

export interface RecordRow {
  id: string;
  /** heads the row */
  name: string;
  record: Readonly<Record<string, string | null>>;
  faults: readonly { field?: string | undefined; message: string }[];
}

interface RecordTableProps {
  label: string;
  /** what heads the rows */
  corner: string;
  columns: readonly string[];
  rows: readonly RecordRow[];
  /** with it, rows can be chosen */
  choice?: { isChosen: (id: string) => boolean; onChoose: (id: string) => void };
}

const SHOWN = 300;

/** Records with their faults in their own cells; those that have some come first. */
export function RecordTable({ label, corner, columns, rows, choice }: RecordTableProps): ReactNode {
  const sorted = rows.toSorted((a, b) => Number(b.faults.length > 0) - Number(a.faults.length > 0));
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="sheet" tabIndex={0} aria-label={label}>
        <table>
          <thead>
            <tr>
              {choice && (
                <th scope="col">
                  <span className="skip">Chosen</span>
                </th>
              )}
              <th scope="col">{corner}</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, SHOWN).map((row) => (
              <Row key={row.id} row={row} columns={columns} choice={choice} />
            ))}
          </tbody>
        </table>
      </section>
      {rows.length > SHOWN && (
        <Text size="sm" c="dimmed">
          and {rows.length - SHOWN} more
        </Text>
      )}
    </>
  );
}

function Row({
  row,
  columns,
  choice,
}: {
  row: RecordRow;
  columns: readonly string[];
  choice: RecordTableProps['choice'];
}) {
  const { id, name, record, faults } = row;
  // What is wrong with the record, but with none of its columns.
  const whole = faults.filter(({ field }) => field === undefined || !columns.includes(field));
  return (
    <tr data-record={name}>
      {choice && (
        <td>
          <Checkbox
            size="xs"
            aria-label={`Submit ${name}`}
            checked={choice.isChosen(id)}
            onChange={() => choice.onChoose(id)}
          />
        </td>
      )}
      <Cell value={name} fault={whole.map(({ message }) => message).join(' ') || undefined} />
      {columns.map((column) => (
        <Cell key={column} value={record[column] ?? ''} fault={messageAt(faults, column)} />
      ))}
    </tr>
  );
}

function Cell({ value, fault }: { value: string; fault: string | undefined }): ReactNode {
  if (fault === undefined) return <td title={value}>{value}</td>;
  return (
    <td className="wrong">
      <Tooltip label={fault} multiline maw={360} withArrow events={{ hover: true, focus: true, touch: true }}>
        <button type="button" aria-label={`${value || 'empty'}: ${fault}`}>
          {value || '(empty)'}
        </button>
      </Tooltip>
    </td>
  );
}
