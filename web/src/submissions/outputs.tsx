import { Button, Group, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { download } from '../api/download.ts';
import { Failed } from '../layout/states.tsx';
import type { Submission } from './submission-query.ts';

export function Outputs({ submission: { id, outputs } }: { submission: Submission }): ReactNode {
  const get = useMutation({
    mutationFn: (filename: string) => download(`/api/v1/submissions/${id}/outputs/${encodeURIComponent(filename)}`),
  });
  return (
    <section className="panel" aria-labelledby="outputs">
      <Title order={2} size="h4" mb="md" id="outputs">
        Outputs
      </Title>
      <Group>
        {outputs.map(({ name, storedFilename }) => (
          <Button key={storedFilename} variant="default" onClick={() => get.mutate(storedFilename)}>
            {name}
          </Button>
        ))}
      </Group>
      {get.error && <Failed error={get.error} />}
    </section>
  );
}
