import { Badge, Group, Text, Title } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { formatBytes } from '../format.ts';
import { CopyText } from '../layout/copy-text.tsx';
import { submissionQuery } from '../submissions/submission-query.ts';
import { UploadProgress } from '../uploads/upload-progress.tsx';
import type { Upload } from '../uploads/uploader.ts';
import { useUploads } from '../uploads/use-uploads.ts';
import { announceInput, confirmInput } from './assignment-api.ts';
import type { AskedInput, Input } from './assignment-types.ts';
import { describeAsked, fileFault, hasArrived } from './inputs.ts';

interface InputPanelProps {
  draftId: string;
  input: Input;
  asked: AskedInput | undefined;
}

/** One input: what is asked for, what is there, and where its file is dropped. */
export function InputPanel({ draftId, input, asked }: InputPanelProps): ReactNode {
  const heading = useId();
  const { name, dataStorePath, mode, problem } = input;
  return (
    <section className="panel" aria-labelledby={heading} data-input={dataStorePath}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id={heading}>
          {name}
        </Title>
        <Badge variant="default">{mode === 'required' ? 'Required' : 'Optional'}</Badge>
      </Group>
      <CopyText text={dataStorePath} what="data-store path" />
      <Text size="sm" c="dimmed" mt={4}>
        {asked && `Takes ${describeAsked(asked)}.`}
      </Text>
      <Standing input={input} />
      {problem && (
        <Text size="sm" c="var(--bad)" className="message">
          {problem}
        </Text>
      )}
      <Sending draftId={draftId} input={input} asked={asked} />
    </section>
  );
}

function Standing({ input }: { input: Input }): ReactNode {
  const { state, filename, size } = input;
  if (!hasArrived(input)) return state === 'announced' && <Text size="sm">Its upload is not finished.</Text>;
  return (
    <Text size="sm" mt={4} fw={600} data-arrived="">
      {filename ?? 'The file'} has arrived{size !== null && ` (${formatBytes(size)})`}.
    </Text>
  );
}

function Sending({ draftId, input, asked }: InputPanelProps): ReactNode {
  const sending = useUploads();
  const queries = useQueryClient();
  const { dataStorePath, name } = input;
  const uploadOf = (file: File): Upload => ({
    name: file.name,
    file,
    target: async () => {
      const fault = fileFault(file, asked);
      if (fault !== undefined) throw new Error(fault);
      return announceInput(draftId, dataStorePath, file);
    },
    confirm: async () => {
      await confirmInput(draftId, dataStorePath);
      await queries.invalidateQueries({ queryKey: submissionQuery(draftId).queryKey });
    },
  });
  // One file for one input: another one that was dropped takes its place.
  const take = ([file]: readonly File[]): void => {
    if (file === undefined) return;
    for (const other of sending.uploads.items) sending.uploader.drop(other.name);
    sending.uploader.add([uploadOf(file)]);
  };
  return (
    <>
      <Dropzone
        className="drop small"
        mt="sm"
        multiple={false}
        onDrop={take}
        useFsAccessApi={false}
        inputProps={{ 'aria-label': `File for ${name}` }}
      >
        <Text size="sm" fw={600}>
          {hasArrived(input)
            ? 'Drop another file to replace it, or press Enter to choose one'
            : 'Drop the file here, or press Enter to choose it'}
        </Text>
      </Dropzone>
      <UploadProgress {...sending} />
    </>
  );
}
