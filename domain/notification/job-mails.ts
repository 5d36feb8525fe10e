import type { JobBatch } from '../job/batch.ts';
import { type Mail, oneLine, type Site } from './mail.ts';

/** A batch that has ended. */
export interface EndedBatch extends Pick<JobBatch, 'uuid' | 'name' | 'email'> {
  jobNames: readonly string[];
  /** what the first of its jobs that failed said last; absent where all are complete */
  failure?: string;
}

/** Results are there, or will not be: subject and first lines are those that clients of the API know. */
export function jobMail(site: Site, { uuid, name, email, jobNames, failure }: EndedBatch): Mail {
  const text =
    failure === undefined
      ? `Your analysis is complete.\nYou can retrieve the results from ${site.url}/analytics_automated/submission/${uuid}`
      : `Job ${uuid} has failed\n\nPlease contact the server administrator with the job ID and the following error message\n\n${oneLine(failure)}`;
  return {
    to: { name: oneLine(name), address: email },
    subject: `${jobNames.join(',')} : A_A Job Completion: ${uuid}`,
    text: `${text}\n`,
  };
}
