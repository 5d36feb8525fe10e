import { openTablePatiently } from '../../adapters/dynamodb/client.ts';
import { putExpectedFiles } from '../../adapters/dynamodb/file-store.ts';
import { createDefinitionStore } from '../../adapters/dynamodb/manifest-store.ts';
import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { openBucket, openS3 } from '../../adapters/s3/client.ts';
import { openObject } from '../../adapters/s3/objects.ts';
import type { FileRecord } from '../../domain/file/file.ts';
import { validationMessage } from '../../domain/ingest/validation-message.ts';
import type { ManifestFile } from '../../domain/manifest/report.ts';
import { readConfig } from '../config.ts';
import { checkManifestStream } from '../manifests/check-stream.ts';
import { validateContent } from './datameta-content.ts';
import { validateInputs } from './gateway-inputs.ts';
import { validateJobInput } from './job-input.ts';
import { openStep, type StepResult, stepHandler } from './step.ts';

const config = readConfig('TABLE_NAME', 'ACCOUNT_ID', 'UPLOAD_BUCKET');
const table = openTablePatiently(config.TABLE_NAME);
const uploads = openBucket(openS3(), config.UPLOAD_BUCKET, config.ACCOUNT_ID);

/** Files written at a time: twenty batches of the table under way. */
const WRITE_AT_ONCE = 250;

/** Step 1: finds every error of the manifest in one pass, and writes the files that it expects. */
export const handler = stepHandler(table, 'manifest_validated', validate);

async function validate(submission: SubmissionRow): Promise<StepResult> {
  if (submission.door === 'datameta') return validateContent(table, submission);
  if (submission.door === 'gateway') return validateInputs(table, submission);
  if (submission.door === 'jobs') return validateJobInput(table, submission);
  if (submission.manifest === undefined) throw new Error(`Submission ${submission.id} has no manifest.`);
  const { stream } = await openObject({ bucket: uploads, key: submission.manifest.key });
  const definitions = await createDefinitionStore(table).load();
  const writer = fileWriter(submission);
  const report = await checkManifestStream(stream, definitions, { onFile: writer.write });
  await writer.flush();
  const message = validationMessage(report, writer.count());
  if (!report.valid) {
    const { errors: issues, totalErrors: issueCount } = report;
    return {
      kind: 'failed',
      message,
      issues,
      issueCount,
      ...(report.policy && { changes: { policy: report.policy } }),
    };
  }
  // what the submitter has said goes before what is usual for such manifests
  const usual = definitions.profiles.find(({ name }) => name === report.profile)?.licence;
  const licence = submission.licence ?? usual;
  return {
    kind: 'passed',
    message,
    changes: {
      fileCount: writer.count(),
      ...(report.policy !== undefined && { policy: report.policy }),
      ...(report.profile !== undefined && { profile: report.profile }),
      ...(licence !== undefined && { licence }),
    },
  };
}

/** Writes files in batches while the manifest is still being read; what an invalid one leaves behind shows nowhere. */
function fileWriter({ id, attempt, submitterId, groupId }: SubmissionRow) {
  let batch: FileRecord[] = [];
  let written = 0;
  // another run of this step may have been faster, and files announced since: then nothing more may be written
  const stillOpen = async () => {
    if ((await openStep(table, 'manifest_validated', { submissionId: id, attempt })) === 'recorded') {
      throw new Error(`The manifest of submission ${id} has just been checked by another run of this step.`);
    }
  };
  const flush = async () => {
    const files = batch;
    batch = [];
    written += files.length;
    await putExpectedFiles(table, files, stillOpen);
  };
  const write = async ({ row, name, checksum, fileType }: ManifestFile) => {
    batch.push({
      submissionId: id,
      submitterId,
      groupId,
      key: name,
      name,
      row,
      state: 'expected',
      ...(fileType !== undefined && { type: fileType }),
      ...(checksum !== undefined && { checksum }),
    });
    if (batch.length >= WRITE_AT_ONCE) await flush();
  };
  return { write, flush, count: () => written };
}
