import { Badge, Group, Progress, Text, Title } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { formatBytes } from '../format.ts';
import { CopyText } from '../layout/copy-text.tsx';
import { Failed } from '../layout/states.tsx';
import { useFileSender } from '../uploads/use-file-sender.ts';
import { announceInput, confirmInput, draftQuery } from './assignment-api.ts';
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
  const send = useFileSender();
  const queries = useQueryClient();
  const [sent, setSent] = useState(0);
  const { dataStorePath, name } = input;
  const upload = useMutation({
    mutationFn: async (file: File) => {
      const fault = fileFault(file, asked);
      if (fault !== undefined) throw new Error(fault);
      setSent(0);
      await send(file, await announceInput(draftId, dataStorePath, file), setSent);
      await confirmInput(draftId, dataStorePath);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: draftQuery(draftId).queryKey }),
  });
  const file = upload.variables;
  return (
    <>
      <Dropzone
        className="drop small"
        mt="sm"
        multiple={false}
        onDrop={([first]) => first && upload.mutate(first)}
        useFsAccessApi={false}
        disabled={upload.isPending}
        inputProps={{ 'aria-label': `File for ${name}` }}
      >
        <Text size="sm" fw={600}>
          {hasArrived(input)
            ? 'Drop another file to replace it, or press Enter to choose one'
            : 'Drop the file here, or press Enter to choose it'}
        </Text>
      </Dropzone>
      {upload.isPending && file && (
        <div role="status">
          <Text size="sm" mt="xs">
            {`Sending ${file.name}: ${formatBytes(sent)} of ${formatBytes(file.size)}`}
          </Text>
          <Progress value={(sent / file.size) * 100} aria-label={`Sending ${file.name}`} />
        </div>
      )}
      {upload.error && <Failed error={upload.error} {...(file && { reset: () => upload.mutate(file) })} />}
    </>
  );
}
