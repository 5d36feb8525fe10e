import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failed } from '../../layout/states.tsx';
import { type Period, saveReport } from './reports-api.ts';

interface CsvButtonProps {
  specificationKey: string;
  kind: Parameters<typeof saveReport>[1];
  period: Period;
  /** of what, for those who hear the button alone */
  of: string;
}

export function CsvButton({ specificationKey, kind, period, of }: CsvButtonProps): ReactNode {
  const get = useMutation({ mutationFn: () => saveReport(specificationKey, kind, period) });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={get.isPending}
        aria-label={`CSV of ${of}`}
        onClick={() => get.mutate()}
      >
        CSV
      </Button>
      {get.error && <Failed error={get.error} />}
    </>
  );
}
