/** Waits for how an attempt of a Task ends: its function, its token, its deadlines or the end of the execution. */
import type { Json } from '../asl/json.ts';
import { resultProblem } from '../asl/limits.ts';
import { LAMBDA_CALLBACK } from '../asl/schema-task.ts';
import type { FailureRecord, ResultRecord, SubmittedRecord } from '../journal/records.ts';
import type { Attempt } from './frames.ts';
import type { Answer } from './lambda.ts';
import { Cancelled, type StepOf, write } from './run.ts';

type Outcome = ResultRecord | FailureRecord;

/**
 * Calls the function with `parameters`, where there are any, and waits.
 * @throws Cancelled, JournalFault
 */
export function awaitOutcome(step: StepOf<'Task'>, parameters: Json | undefined): Promise<Outcome> {
  const attempt = step.frame.attempt as Attempt;
  const { alarms } = step.run.surroundings;
  const call = new AbortController();
  return new Promise<Outcome>((resolve, reject) => {
    let disarm = () => {};
    const leave = () => {
      disarm();
      attempt.changed = undefined;
      step.cancel.removeEventListener('abort', cancelled);
    };
    const cancelled = () => {
      leave();
      call.abort();
      reject(new Cancelled());
    };
    /** Writes what has happened, unless the attempt has ended meanwhile, and looks again. */
    const happened = (note: () => void) => {
      if (attempt.changed === undefined) return;
      try {
        if (attempt.outcome === undefined) note();
        attempt.changed();
      } catch (error) {
        leave();
        call.abort();
        reject(error);
      }
    };
    attempt.changed = () => {
      if (attempt.outcome === undefined) return rearm();
      if (attempt.outcome.t === 'failure' && attempt.outcome.how !== 'failed') call.abort();
      leave();
      resolve(attempt.outcome);
    };
    const rearm = () => {
      disarm();
      const deadline = nextDeadline(attempt);
      if (deadline !== undefined) disarm = alarms.at(deadline.due, () => happened(() => timeOut(step, deadline.how)));
    };
    step.cancel.addEventListener('abort', cancelled, { once: true });
    if (step.cancel.aborted) return cancelled();
    rearm();
    if (parameters === undefined) return;
    void step.run.surroundings
      .invoke(parameters, step.run.role, call.signal)
      .then((answer) => happened(() => write(step.run, recordOf(step, answer))));
  });
}

/** The earlier of the attempt's two deadlines. */
function nextDeadline(attempt: Attempt): { due: number; how: 'timed-out' | 'heartbeat' } | undefined {
  const { startedAt, beatAt, timeoutSeconds, heartbeatSeconds } = attempt;
  const timeout = startedAt + (timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  const heartbeat = beatAt + (heartbeatSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  const due = Math.min(timeout, heartbeat);
  return due === Number.POSITIVE_INFINITY ? undefined : { due, how: heartbeat < timeout ? 'heartbeat' : 'timed-out' };
}

function timeOut({ run, frame }: StepOf<'Task'>, how: 'timed-out' | 'heartbeat'): void {
  write(run, { t: 'failure', at: run.surroundings.now(), f: frame.id, how, error: 'States.Timeout' });
}

/** What a function's answer means: the end of the attempt, or that from now on its token decides. */
function recordOf({ run, frame, state }: StepOf<'Task'>, answer: Answer): Outcome | SubmittedRecord {
  const common = { at: run.surroundings.now(), f: frame.id };
  if ('error' in answer) return { ...common, t: 'failure', how: 'failed', ...answer };
  const { output } = answer;
  if (state.Resource === LAMBDA_CALLBACK) return { ...common, t: 'submitted', output };
  const tooBig = resultProblem(output, 'lambda');
  if (tooBig === undefined) return { ...common, t: 'result', output };
  return { ...common, t: 'failure', how: 'failed', error: tooBig.name, cause: tooBig.detail };
}
