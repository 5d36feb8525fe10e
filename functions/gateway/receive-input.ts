import { randomUUID } from 'node:crypto';
import { type FileRow, getFile } from '../../adapters/dynamodb/file-store.ts';
import { listInputs, recordInput } from '../../adapters/dynamodb/gateway/draft-store.ts';
import { getSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { conflict, invalid, tooLarge } from '../../domain/errors.ts';
import { replacedInput } from '../../domain/file/announce.ts';
import { inputKeyOf } from '../../domain/file/upload-reference.ts';
import { noSuchInput, sizeFault } from '../../domain/gateway/input.ts';
import { readForm, type UploadedFile } from '../http/multipart.ts';
import { type Call, ok, type Reply } from '../http/route.ts';
import { submissionView } from '../submissions/views.ts';
import { table } from '../table.ts';
import { RELAYED, storeRelayed } from '../uploads/relay.ts';
import { checkTakesInputs, submissionToChange } from './access.ts';
import { uploads } from './buckets.ts';
import type { submittingRoutes } from './routes/submitting.ts';

type PostInput = Call<(typeof submittingRoutes)['postInput']>;

/** The second of the five calls: one file, through the API. Of two at once the one that is recorded last counts, whole. */
export async function postInput(call: PostInput): Promise<Reply> {
  const submission = await submissionToChange(call.principal, call.params);
  checkTakesInputs(submission);
  const file = await inputOf(submission, call.query.dataStorePath);
  const sent = await fileOfForm(call);
  const { bytes } = sent;
  const fault = sizeFault(file.key, bytes.length, file.input?.maxBytes);
  if (fault !== undefined) throw bytes.length === 0 ? refused('file', fault) : tooLarge(fault);
  if (!(await store(file, sent))) {
    const now = await getSubmission(table, submission.id);
    if (now !== undefined) checkTakesInputs(now);
    throw conflict('The submission was changed by another request at the same time. Look at it again.');
  }
  return ok(submissionView(submission, await listInputs(table, submission.id)));
}

const refused = (field: string, message: string) => invalid(message, { issues: [{ field, message }] });

async function inputOf({ id }: SubmissionRow, path: string | undefined): Promise<FileRow> {
  const file = path === undefined ? undefined : await getFile(table, id, path);
  if (file !== undefined) return file;
  const paths = (await listInputs(table, id)).map(({ key }) => key);
  if (path !== undefined) throw noSuchInput(path, paths);
  const known = paths.map((one) => `'${one}'`).join(', ');
  throw refused('dataStorePath', `Name the input with the query parameter dataStorePath: one of ${known}.`);
}

async function fileOfForm({ rawBody, headers }: PostInput): Promise<UploadedFile> {
  const { files, fields } = await readForm(rawBody, headers['content-type']);
  const { file } = files;
  if (file !== undefined) return file;
  if (fields['file'] !== undefined) {
    throw refused('file', "The form's field 'file' is text, not a file: 'curl -F file=@NAME' sends a file.");
  }
  const others = [...Object.keys(files), ...Object.keys(fields)].map((name) => `'${name}'`).join(', ');
  throw refused('file', `The form has no file in its field 'file'; it has ${others || 'no fields'}.`);
}

async function store(file: FileRow, { bytes, fileName }: UploadedFile): Promise<boolean> {
  const stored = await storeRelayed(uploads, inputKeyOf(file.submissionId, randomUUID(), file.key), bytes);
  const announced = { name: file.key, size: bytes.length, ...(fileName !== '' && { fileName }) };
  return recordInput(table, file, { ...replacedInput(file, announced), ...RELAYED, ...stored });
}
