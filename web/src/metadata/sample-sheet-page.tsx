import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Refusal } from '../api/refusal.ts';
import { Page } from '../layout/page.tsx';
import { Answer, Empty, Failed } from '../layout/states.tsx';
import { faultsOf } from './faults.ts';
import {
  checkMaterial,
  type Material,
  type Metadataset,
  metadataQuery,
  pendingFilesQuery,
  pendingKey,
  pendingSetsQuery,
  type StagedFile,
} from './metadata-api.ts';
import { PendingFiles } from './pending-files.tsx';
import { PendingSets } from './pending-sets.tsx';
import { SheetPanel } from './sheet-panel.tsx';
import { SubmitPanel } from './submit-panel.tsx';
import { useChoice } from './use-choice.ts';

/** Metadata from a sample sheet and the files that it names, submitted together. */
export function SampleSheetPage(): ReactNode {
  const metadata = useQuery(metadataQuery);
  const sets = useQuery(pendingSetsQuery);
  const files = useQuery(pendingFilesQuery);
  return (
    <Page title="Submit a sample sheet">
      <Answer query={metadata}>
        {(asked) =>
          asked.length === 0 ? (
            <Empty title="This site asks for no metadata yet.">
              <Text size="sm">Site admins say which metadata belong to a sample.</Text>
            </Empty>
          ) : (
            <Answer query={sets}>
              {(pendingSets) => (
                <Answer query={files}>
                  {(pendingFiles) => (
                    <Pending columns={asked.map(({ name }) => name)} sets={pendingSets} files={pendingFiles} />
                  )}
                </Answer>
              )}
            </Answer>
          )
        }
      </Answer>
    </Page>
  );
}

interface PendingProps {
  columns: readonly string[];
  sets: readonly Metadataset[];
  files: readonly StagedFile[];
}

/** What is chosen is checked at once, again after every change. */
function useCheck(material: Material, files: readonly StagedFile[]) {
  const isEmpty = material.metadatasetIds.length + material.fileIds.length === 0;
  // A file that has been confirmed since is another reason to check again.
  const uploaded = files.map(({ contentUploaded }) => contentUploaded);
  return useQuery({
    queryKey: [...pendingKey, 'check', material, uploaded],
    enabled: !isEmpty,
    retry: (count, error) => !(error instanceof Refusal) && count < 3,
    queryFn: async () => {
      await checkMaterial(material);
      return true;
    },
  });
}

function Pending({ columns, sets, files }: PendingProps): ReactNode {
  const setChoice = useChoice();
  const fileChoice = useChoice();
  const material = {
    metadatasetIds: sets.map(({ id }) => id.uuid).filter(setChoice.isChosen),
    fileIds: files.map(({ id }) => id.uuid).filter(fileChoice.isChosen),
  };
  const check = useCheck(material, files);
  const faults = faultsOf(check.error);
  const state = check.isFetching ? 'checking' : check.data ? 'good' : 'bad';
  return (
    <Stack gap="lg">
      <SheetPanel columns={columns} />
      <PendingSets sets={sets} columns={columns} faults={faults} choice={setChoice} />
      <PendingFiles files={files} faults={faults} choice={fileChoice} />
      {check.error && !(check.error instanceof Refusal) && (
        <Failed error={check.error} reset={() => void check.refetch()} />
      )}
      <SubmitPanel material={material} faults={faults} state={state} />
    </Stack>
  );
}
