import { Alert, Text, Title } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, bodyOf } from '../api/client.ts';
import { formatCount } from '../format.ts';
import { Answer } from '../layout/states.tsx';
import { type Announcer, createAnnouncer } from './announce.ts';
import { type Dropped, type Expected, type Match, matchFiles } from './match.ts';
import { UploadProgress } from './upload-progress.tsx';
import type { Upload } from './uploader.ts';
import { useUploads } from './use-uploads.ts';

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

interface SendingProps {
  submissionId: string;
  expected: readonly Expected[];
}

function Sending({ submissionId, expected }: SendingProps): ReactNode {
  const sending = useUploads({ keepsDone: true });
  const [announce] = useState(() => createAnnouncer(submissionId));
  const [match, setMatch] = useState<Match<DroppedFile>>();
  const take = (files: readonly File[]): void => {
    const found = matchFiles(files.map(withPath), expected);
    setMatch(found);
    sending.uploader.add(found.send.map(({ file: { file }, expected: row }) => uploadOf(file, row, announce)));
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
      <UploadProgress {...sending} />
    </>
  );
}

/** A file that is not the one the manifest means is found out before it is sent. */
function uploadOf(file: File, { name, checksum }: Expected, announce: Announcer): Upload {
  return {
    name,
    file,
    hash: checksum?.algorithm,
    target: async (digest) => {
      if (checksum && digest !== checksum.value.toLowerCase()) {
        const kind = checksum.algorithm === 'md5' ? 'MD5' : 'SHA-256';
        throw new Error(
          `Not the file that the manifest means: its ${kind} is ${digest}, the manifest says ${checksum.value}.`,
        );
      }
      return announce({ name, size: file.size });
    },
  };
}

interface DroppedFile extends Dropped {
  file: File;
}

const withPath = (file: File): DroppedFile => ({
  file,
  name: file.name,
  size: file.size,
  path: (file as File & { path?: string }).path || file.webkitRelativePath || file.name,
});

function Remarks({ match: { unknown, arrived, repeated } }: { match: Match<DroppedFile> }): ReactNode {
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
