/** Which run of which task a Batch job is. */
export interface JobName {
  id: string;
  attempt: number;
  nonce: string;
  task: string;
}

/** The name of a Batch job, 128 characters at most; an event about the job has it. */
export const formatJobName = ({ id, attempt, nonce, task }: JobName): string => `${id}-${attempt}-${nonce}-${task}`;

/** @returns undefined for a job that is none of ours */
export function parseJobName(name: string): JobName | undefined {
  const match = /^([a-z0-9]{7})-(\d{1,6})-([a-z0-9]+)-(.+)$/.exec(name);
  if (match === null) return undefined;
  const [, id = '', attempt = '', nonce = '', task = ''] = match;
  return { id, attempt: Number(attempt), nonce, task };
}
