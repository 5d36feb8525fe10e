import type { JobBatch } from '../../domain/job/batch.ts';
import { jobState, lastMessage } from '../../domain/job/batch.ts';
import { inputFile } from '../../domain/job/input-name.ts';
import type { Submission } from '../../domain/submission/submission.ts';

const dataPath = (file: string): string => `/submissions/${file}`;

/** One job's submission, or that of another door, which has no job; the order of keys is the one that clients know. */
export function submissionView(batch: Pick<JobBatch, 'name' | 'email'>, submission: Submission) {
  const { uuid, jobName = '', inputName } = submission;
  return {
    submission_name: batch.name,
    job_name: jobName,
    UUID: uuid,
    state: jobState(submission),
    last_message: lastMessage(submission),
    email: batch.email,
    input_file: inputName === undefined ? '' : dataPath(inputFile(uuid, inputName)),
    results: resultsOf(submission),
  };
}

/** What the steps have made by now, in their order. */
function resultsOf({ outputs = {}, taskNumbers = {} }: Submission) {
  const results = Object.entries(outputs).flatMap(([file, { task, step = 1 }]) =>
    task === undefined
      ? []
      : [{ task: taskNumbers[task] ?? 0, name: task, message: 'Result', step, data_path: dataPath(file) }],
  );
  return results.toSorted((a, b) => a.step - b.step || a.task - b.task || (a.data_path < b.data_path ? -1 : 1));
}
