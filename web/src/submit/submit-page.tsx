import { Alert, Anchor, Loader, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, bodyOf } from '../api/client.ts';
import { download } from '../api/download.ts';
import { Page } from '../layout/page.tsx';
import { Failed } from '../layout/states.tsx';
import { UploadProgress } from '../uploads/upload-progress.tsx';
import { CheckedManifest } from './checked-manifest.tsx';
import { checkManifest } from './manifest-api.ts';
import { useManifestUpload } from './use-manifest.ts';

/** A manifest is dropped, checked at once, and submitted when nothing is wrong with it. */
export function SubmitPage(): ReactNode {
  const [file, setFile] = useState<File>();
  // Every drop is another check, of the same name or not.
  const [drop, setDrop] = useState(0);
  const upload = useManifestUpload();
  const check = useQuery({
    queryKey: ['manifest-check', drop],
    enabled: file !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      if (file === undefined) throw new Error('There is no manifest.');
      const manifest = await upload.ready(file);
      return { manifest, report: await checkManifest(manifest) };
    },
  });
  const take = ([first]: readonly File[]): void => {
    if (first === undefined) return;
    setFile(first);
    setDrop((count) => count + 1);
  };
  return (
    <Page title="Submit a manifest">
      <Dropzone
        className={file ? 'drop taken' : 'drop'}
        multiple={false}
        onDrop={take}
        useFsAccessApi={false}
        inputProps={{ 'aria-label': 'Manifest' }}
      >
        <Text fw={600}>
          {file
            ? `Drop another manifest in place of ${file.name}`
            : 'Drop a manifest here, or press Enter to choose one'}
        </Text>
        <Text size="sm" c="dimmed">
          TSV, CSV or XLSX, one row for each file. It is checked at once; nothing is recorded until you submit it.
        </Text>
      </Dropzone>
      {!file && <Templates />}
      <UploadProgress uploads={upload.uploads} uploader={upload.uploader} />
      <div aria-live="polite" style={{ marginTop: '1rem' }}>
        {check.isFetching && (
          <Text>
            <Loader size="xs" mr="xs" />
            {`Checking ${file?.name ?? ''} …`}
          </Text>
        )}
        {check.error && <Failed error={check.error} reset={() => void check.refetch()} />}
        {file && check.data && !check.isFetching && <CheckedManifest key={drop} {...check.data} />}
      </div>
    </Page>
  );
}

function Templates(): ReactNode {
  const profiles = useQuery({
    queryKey: ['manifest-profiles'],
    queryFn: () => bodyOf(api.GET('/api/v1/manifest-profiles')),
  });
  const enabled = profiles.data?.profiles.filter((profile) => profile.enabled) ?? [];
  if (enabled.length === 0) return null;
  return (
    <Alert mt="md" variant="light" title="Begin with a template">
      {enabled.map(({ name, title }) => (
        <Text key={name} size="sm">
          {title}:{' '}
          {(['xlsx', 'tsv'] as const).map((format) => (
            <Anchor
              key={format}
              component="button"
              type="button"
              size="sm"
              mr="sm"
              aria-label={`Template of ${title} as ${format}`}
              onClick={() =>
                void download(`/api/v1/manifest-profiles/${encodeURIComponent(name)}/template?format=${format}`)
              }
            >
              {format.toUpperCase()}
            </Anchor>
          ))}
        </Text>
      ))}
    </Alert>
  );
}
