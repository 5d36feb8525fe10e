import { Checkbox, Group, Table, Text, Title } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import type { ReactNode } from 'react';
import { formatBytes, formatCount } from '../format.ts';
import { ScrollTable } from '../layout/scroll-table.tsx';
import { UploadProgress } from '../uploads/upload-progress.tsx';
import { DeletePending } from './delete-pending.tsx';
import type { Faults } from './faults.ts';
import { deleteFiles, type StagedFile } from './metadata-api.ts';
import type { Choice } from './use-choice.ts';
import { useFileUploads } from './use-file-uploads.ts';

interface PendingFilesProps {
  files: readonly StagedFile[];
  faults: Faults;
  choice: Choice;
}

const SHOWN = 300;

/** The files that wait for their submission, and where more of them are dropped. */
export function PendingFiles({ files, faults, choice }: PendingFilesProps): ReactNode {
  const { uploads, uploader, add } = useFileUploads(files);
  const chosen = files.filter(({ id }) => choice.isChosen(id.uuid));
  return (
    <section className="panel" aria-labelledby="files">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id="files">
          3. Pending files
        </Title>
        {chosen.length > 0 && (
          <DeletePending
            action="Delete the chosen files"
            question={`Delete ${formatCount(chosen.length, 'file')}?`}
            consequence="They have not been submitted. To have them again they must be uploaded again."
            remove={() => deleteFiles(chosen.map(({ id }) => id.uuid))}
          />
        )}
      </Group>
      <Dropzone
        className="drop small"
        onDrop={add}
        useFsAccessApi={false}
        inputProps={{ 'aria-label': 'Files to upload' }}
      >
        <Text fw={600} size="sm">
          Drop the files here that the metadata names, or press Enter to choose them
        </Text>
        <Text size="sm" c="dimmed">
          Their checksums are computed here and compared when they have arrived.
        </Text>
      </Dropzone>
      <UploadProgress uploads={uploads} uploader={uploader} />
      {files.length > 0 && <FileTable files={files} faults={faults} choice={choice} />}
    </section>
  );
}

function FileTable({ files, faults, choice }: PendingFilesProps): ReactNode {
  return (
    <>
      <ScrollTable label="Pending files" columns={['hidden:Chosen', 'File', 'Size', 'MD5']}>
        {files.slice(0, SHOWN).map((file) => (
          <FileRow key={file.id.uuid} file={file} faults={faults} choice={choice} />
        ))}
      </ScrollTable>
      {files.length > SHOWN && (
        <Text size="sm" c="dimmed">
          and {files.length - SHOWN} more
        </Text>
      )}
    </>
  );
}

function FileRow({ file, faults, choice }: { file: StagedFile; faults: Faults; choice: Choice }): ReactNode {
  const { id, name, checksum, filesize, contentUploaded } = file;
  const wrong = faults.byEntity.get(id.uuid) ?? [];
  return (
    <Table.Tr data-staged={name}>
      <Table.Td>
        <Checkbox
          size="xs"
          aria-label={`Submit ${name}`}
          checked={choice.isChosen(id.uuid)}
          onChange={() => choice.onChoose(id.uuid)}
        />
      </Table.Td>
      <Table.Td className="message">
        {name}
        {!contentUploaded && (
          <Text size="sm" c="var(--wait)">
            Not uploaded to the end: drop it again.
          </Text>
        )}
        {wrong.map(({ message }) => (
          <Text key={message} size="sm" c="var(--bad)">
            {message}
          </Text>
        ))}
      </Table.Td>
      <Table.Td>{filesize === null ? '' : formatBytes(filesize)}</Table.Td>
      <Table.Td className="mono">{checksum}</Table.Td>
    </Table.Tr>
  );
}
