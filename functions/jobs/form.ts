import { unsupported } from '../../domain/errors.ts';
import type { JobRequest } from '../../domain/job/runnable-job.ts';
import { type Form, readForm } from '../http/multipart.ts';

const FORMS = /^(multipart\/form-data|application\/x-www-form-urlencoded)\s*(;|$)/i;

/** The form of a submission; who sends nothing at all has left every field out. */
export async function readSubmissionForm(
  rawBody: Buffer,
  contentType: string | undefined,
): Promise<{ fields: Form['fields']; file: JobRequest['file'] }> {
  if (contentType === undefined && rawBody.length === 0) return { fields: {}, file: undefined };
  if (!FORMS.test(contentType ?? '')) throw unsupported(`Unsupported media type "${contentType ?? ''}" in request.`);
  const { fields, files } = await readForm(rawBody, contentType);
  const input = files['input_data'];
  return { fields, file: input && { name: input.fileName, bytes: input.bytes } };
}
