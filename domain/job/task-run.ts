import { type JobSnapshot, stepGroups } from './job.ts';

/** How one run of a task ended, for the steps that follow. */
export interface TaskResult {
  /** `continue`: go on; `stop`: the job is complete with what there is; `fail`: the job has failed */
  behaviour: 'continue' | 'stop' | 'fail';
  /** why it failed, for the submitter */
  message?: string;
  exitCode?: number;
}

/** One task of a submission's job at work: `SUB#<id>` / `TASK#<name>`. */
export interface TaskRun {
  task: string;
  attempt: number;
  /** new with every start, so that what an earlier one left cannot be taken for this one's */
  nonce: string;
  /** `faulted`: it broke for a reason that is ours, and can be started again */
  state: 'started' | 'ended' | 'faulted';
  startedAt: string;
  endedAt?: string;
  /** of the Batch job, once it is submitted */
  jobId?: string;
  /** until when somebody is at submitting the job: nobody else submits it meanwhile */
  startingUntil?: string;
  /** of the state that waits */
  taskToken?: string;
  /** how often Step Functions had tried that state again; the latest try's token counts */
  retry?: number;
  result?: TaskResult;
}

/** What has to be done for a job: tasks of one step to run, or nothing any more. `step` is 1 for the first. */
export type NextTasks =
  | { kind: 'run'; step: number; tasks: string[] }
  | { kind: 'failed'; step: number; message: string }
  | { kind: 'complete'; step: number };

/** A task that failed is run again in a later attempt; what has succeeded is not. */
const hasEnded = (run: TaskRun | undefined, attempt: number): boolean =>
  run?.state === 'ended' && (run.result?.behaviour !== 'fail' || run.attempt === attempt);

/** Where a job stands. All tasks of a step end before anything is decided, also where one of them has failed. */
export function nextTasks(
  snapshot: Pick<JobSnapshot, 'job'>,
  runs: ReadonlyMap<string, TaskRun>,
  attempt: number,
): NextTasks {
  const groups = stepGroups(snapshot.job);
  for (const [index, { tasks }] of groups.entries()) {
    const step = index + 1;
    const open = tasks.filter((task) => !hasEnded(runs.get(task), attempt));
    if (open.length > 0) return { kind: 'run', step, tasks: open };
    const results = tasks.flatMap((task) => runs.get(task)?.result ?? []);
    const failed = results.find(({ behaviour }) => behaviour === 'fail');
    if (failed !== undefined) {
      return { kind: 'failed', step, message: failed.message ?? `Failed step, non 0 exit at step: ${step}` };
    }
    if (results.some(({ behaviour }) => behaviour === 'stop')) return { kind: 'complete', step };
  }
  return { kind: 'complete', step: groups.length };
}

/** The step that a task belongs to, 1 for the first. */
export const stepOf = (snapshot: Pick<JobSnapshot, 'job'>, task: string): number =>
  stepGroups(snapshot.job).findIndex(({ tasks }) => tasks.includes(task)) + 1;
