import { Alert, Button, Group, Progress, Text, Title } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { api, bodyOf } from '../api/client.ts';
import { formatBytes, formatCount, formatDuration } from '../format.ts';
import { Answer } from '../layout/states.tsx';
import { type Expected, type Match, matchFiles } from './match.ts';
import { UploadTable } from './upload-table.tsx';
import { startUploader, type Uploader, type Uploads } from './uploader.ts';

const PAGE_SIZE = 1000;

/** Every file that the manifest names. */
async function readExpected(id: string): Promise<Expected[]> {
  const all: Expected[] = [];
  let after: string | undefined;
  do {
    const query = { limit: PAGE_SIZE, ...(after !== undefined && { after }) };
    const page = await bodyOf(api.GET('/api/v1/submissions/{ref}/files', { params: { path: { ref: id }, query } }));
    all.push(...page.files);
    after = page.next;
  } while (after !== undefined);
  return all;
}

/** Takes the files of a submission: matches them to rows, checks them, sends them. */
export function UploadPanel({ submissionId }: { submissionId: string }): ReactNode {
  const expected = useQuery({
    queryKey: ['expected', submissionId],
    queryFn: () => readExpected(submissionId),
    staleTime: 0,
  });
  return (
    <section className="panel" aria-labelledby="upload">
      <Title order={2} size="h4" mb="sm" id="upload">
        Upload the files
      </Title>
      <Answer query={expected}>{(rows) => <Sending submissionId={submissionId} expected={rows} />}</Answer>
    </section>
  );
}

function useUploader(submissionId: string): Uploader | undefined {
  const [uploader, setUploader] = useState<Uploader>();
  useEffect(() => {
    const started = startUploader(submissionId);
    setUploader(started);
    const warn = (event: BeforeUnloadEvent): void => {
      if (started.current().items.some(({ state }) => state !== 'done' && state !== 'failed')) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => {
      window.removeEventListener('beforeunload', warn);
      started.close();
    };
  }, [submissionId]);
  return uploader;
}

interface SendingProps {
  submissionId: string;
  expected: readonly Expected[];
}

function Sending({ submissionId, expected }: SendingProps): ReactNode {
  const uploader = useUploader(submissionId);
  return uploader && <Running uploader={uploader} expected={expected} />;
}

function Running({ uploader, expected }: { uploader: Uploader; expected: readonly Expected[] }): ReactNode {
  const uploads = useSyncExternalStore(uploader.onChange, uploader.current);
  const [match, setMatch] = useState<Match<File>>();
  const take = (files: readonly File[]): void => {
    const found = matchFiles(files.map(withPath), expected);
    setMatch(found as unknown as Match<File>);
    uploader.add(found.send.map(({ file, expected: row }) => ({ file: file.file, expected: row })));
  };
  const missing = expected.filter(({ state }) => state === 'expected' || state === 'announced').length;
  return (
    <>
      <Dropzone className="drop" onDrop={take} useFsAccessApi={false} inputProps={{ 'aria-label': 'Files to upload' }}>
        <Text fw={600}>Drop files or folders here, or press Enter to choose them</Text>
        <Text size="sm" c="dimmed">
          {formatCount(missing, 'file is', 'files are')} missing. Names decide which row a file belongs to.
        </Text>
      </Dropzone>
      {match && <Remarks match={match} />}
      {uploads.items.length > 0 && <Total uploads={uploads} uploader={uploader} />}
      {uploads.items.length > 0 && <UploadTable items={uploads.items} />}
    </>
  );
}

const withPath = (file: File) => ({
  file,
  name: file.name,
  size: file.size,
  path: (file as File & { path?: string }).path || file.webkitRelativePath || file.name,
});

function Remarks({ match: { unknown, arrived, repeated } }: { match: Match<File> }): ReactNode {
  const remarks = [
    ['The manifest does not name', unknown],
    ['Has arrived already', arrived],
    ['Was dropped more than once', repeated],
  ] as const;
  const some = remarks.filter(([, names]) => names.length > 0);
  if (some.length === 0) return null;
  return (
    <Alert color="yellow" mt="sm" title="Not sent">
      {some.map(([what, names]) => (
        <Text key={what} size="sm" className="message">
          {what}: {names.slice(0, 10).join(', ')}
          {names.length > 10 && ` and ${names.length - 10} more`}
        </Text>
      ))}
    </Alert>
  );
}

function Total({ uploads, uploader }: { uploads: Uploads; uploader: Uploader }): ReactNode {
  const { items, sent, total, speed, left, paused } = uploads;
  const done = items.filter(({ state }) => state === 'done').length;
  const open = items.some(({ state }) => state !== 'done' && state !== 'failed');
  return (
    <div style={{ marginTop: '1rem' }}>
      <Group justify="space-between">
        <Text size="sm" role="status">
          {done} of {formatCount(items.length, 'file')} sent, {formatBytes(sent)} of {formatBytes(total)}
          {speed > 0 && open && `, ${formatBytes(Math.round(speed))}/s`}
          {left !== undefined && open && `, ${formatDuration(left)} left`}
          {paused && ', paused'}
        </Text>
        {open && (
          <Button size="xs" variant="default" onClick={paused ? uploader.resume : uploader.pause}>
            {paused ? 'Resume' : 'Pause'}
          </Button>
        )}
      </Group>
      <Progress mt={6} value={total === 0 ? 100 : (sent / total) * 100} aria-label="All files" />
    </div>
  );
}
