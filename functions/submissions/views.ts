import type { FileRow } from '../../adapters/dynamodb/file-store.ts';
import type { SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import type { Group } from '../../domain/account/account.ts';
import { formatUpload } from '../../domain/file/upload-reference.ts';
import type { Dataset } from '../../domain/submission/dataset.ts';
import { fileUrl, outputsOf } from '../../domain/submission/outputs.ts';
import {
  currentStep,
  endedSteps,
  enteredAt,
  isFinal,
  isPublic,
  nameOf,
  type State,
  type StepName,
  type Submission,
} from '../../domain/submission/submission.ts';

const status = (state: State): 'CREATED' | 'PROCESSING' | 'FINISHED' => {
  if (state === 'draft') return 'CREATED';
  return isFinal(state) ? 'FINISHED' : 'PROCESSING';
};

/** 1Data Gateway's filter has two values, of which the first is the same. */
export const submittedVia = ({ via }: Pick<Submission, 'via'>): 'API' | 'Web' => (via === 'web' ? 'Web' : 'API');

/** A submission as lists show it. */
export function listedView(submission: SubmissionRow, group: Group | undefined): object {
  return {
    submissionReference: submission.uuid,
    id: submission.id,
    siteId: submission.siteId,
    name: nameOf(submission) ?? null,
    door: submission.door,
    submittedVia: submittedVia(submission),
    submitter: submission.submitter,
    group: group === undefined ? null : { id: group.uuid, name: group.name },
    status: status(submission.state),
    state: submission.state,
    errorMessage: submission.errorMessage ?? null,
    policy: submission.policy ?? null,
    submittedAt: enteredAt(submission),
    updatedAt: submission.updatedAt,
    step: runningStep(submission),
    steps: endedSteps(submission),
    fileCount: submission.fileCount ?? null,
    totalBytes: submission.totalBytes ?? null,
  };
}

const runningStep = (submission: Submission): StepName | null =>
  submission.state === 'running' ? (currentStep(submission) ?? null) : null;

/** An input of a submission to an assignment; before a file has come it has no name. */
function inputView({ key, name, input, state, size, declaredSize, problem }: FileRow): object {
  const isThere = state !== 'expected';
  return {
    dataStorePath: key,
    name: input?.name ?? key,
    mode: input?.mode ?? 'required',
    filename: isThere ? (input?.fileName ?? null) : null,
    storedFilename: isThere ? name : null,
    state,
    size: size ?? declaredSize ?? null,
    problem: problem ?? null,
  };
}

/**
 * The whole submission: 1Data Gateway's fields first, then Waybill's own.
 * @param inputs of a submission to an assignment
 */
export function submissionView(submission: Submission, inputs: readonly FileRow[] = []): object {
  return {
    submissionReference: submission.uuid,
    id: submission.id,
    siteId: submission.siteId,
    status: status(submission.state),
    state: submission.state,
    errorMessage: submission.errorMessage ?? null,
    submittedVia: submittedVia(submission),
    door: submission.door,
    submitter: submission.submitter,
    label: submission.label ?? null,
    policy: submission.policy ?? null,
    embargoUntil: submission.embargoUntil ?? null,
    licence: submission.licence ?? null,
    createdAt: submission.createdAt,
    updatedAt: submission.updatedAt,
    attempt: submission.attempt,
    step: runningStep(submission),
    steps: endedSteps(submission),
    assignmentKey: submission.assignmentKey ?? null,
    specificationKey: submission.specificationKey ?? null,
    inputs: inputs.map(inputView),
    mediaRemovedAt: submission.mediaRemovedAt ?? null,
    profile: submission.profile ?? null,
    fileCount: submission.fileCount ?? null,
    totalBytes: submission.totalBytes ?? null,
    outputs: outputsOf(submission).map(({ name, storedFilename }) => ({
      name,
      filename: storedFilename,
      storedFilename,
    })),
  };
}

const urlOf = (siteUrl: string, submission: Pick<Submission, 'id' | 'policy'>, file: FileRow): string | null =>
  file.releaseKey === undefined ? null : fileUrl(siteUrl, submission, file);

export function fileView(siteUrl: string, submission: Submission, file: FileRow): object {
  return {
    name: file.name,
    upload: formatUpload({ submissionId: file.submissionId, fileKey: file.key }),
    state: file.state,
    row: file.row ?? null,
    type: file.type ?? null,
    size: file.size ?? file.declaredSize ?? null,
    checksum: file.checksum ?? null,
    problem: file.problem ?? null,
    identifier: file.identifier ?? null,
    url: urlOf(siteUrl, submission, file),
  };
}

export function datasetView(dataset: Dataset, now: Date): object {
  return {
    id: dataset.id,
    submissionReference: dataset.uuid,
    title: dataset.title,
    policy: dataset.policy,
    embargoUntil: dataset.embargoUntil ?? null,
    licence: dataset.licence ?? null,
    public: isPublic(dataset, now),
    fileCount: dataset.fileCount,
    totalBytes: dataset.totalBytes,
    releasedAt: dataset.releasedAt,
  };
}

export function datasetFileView(siteUrl: string, dataset: Dataset, file: FileRow): object {
  return {
    name: file.name,
    identifier: file.identifier ?? null,
    size: file.size ?? null,
    checksum: file.checksum ?? null,
    url: urlOf(siteUrl, dataset, file),
  };
}
