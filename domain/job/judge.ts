import type { Task } from './task.ts';
import type { TaskResult } from './task-run.ts';

/** What is known of a command that has come to its end. */
export interface EndedCommand {
  /** absent where it was ended from outside */
  exitCode?: number;
  ended?: 'late' | 'outOfMemory' | 'tooLarge';
  /** why, where somebody has said it */
  reason?: string;
}

export interface Judged {
  step: number;
  command: readonly string[];
  /** endings of outputs that were not made */
  missing: readonly string[];
  /** bytes that the outputs may have together */
  outputBytes: number;
}

/** The whole command is for those who know it; a message is read with every status. */
const LONGEST_COMMAND = 300;

function shown(command: readonly string[]): string {
  const text = command.join(' ');
  return text.length <= LONGEST_COMMAND ? text : `${text.slice(0, LONGEST_COMMAND)}…`;
}

function violation(task: Task, { ended, reason }: EndedCommand, { outputBytes }: Judged): string | undefined {
  if (ended === 'late') return `JOB TIMED OUT: task ${task.name} took longer than ${task.timeoutSeconds} seconds.`;
  if (ended === 'outOfMemory') {
    return `Task ${task.name} was ended, because it needed more memory than the ${task.memoryMiB} MiB that it has.`;
  }
  if (ended !== 'tooLarge') return undefined;
  return `Task ${task.name} has made more than the ${outputBytes} bytes that it may${reason ? ` (${reason})` : ''}.`;
}

/** What a command's end means for the job. */
export function judge(task: Task, end: EndedCommand, judged: Judged): TaskResult {
  const { exitCode } = end;
  const coded = exitCode === undefined ? {} : { exitCode };
  const broken = violation(task, end, judged);
  if (broken !== undefined) return { behaviour: 'fail', message: broken, ...coded };
  const custom = task.exitCodes.find(({ code }) => code === exitCode)?.behaviour;
  if (custom === 'stop') return { behaviour: 'stop', ...coded };
  if (exitCode !== 0 && custom !== 'continue') {
    const code = exitCode === undefined ? 'was ended' : `ended with exit code ${exitCode}`;
    const what = end.reason === undefined ? code : `${code} (${end.reason})`;
    const message = `Failed step, non 0 exit at step: ${judged.step}. Task ${task.name} ${what}: ${shown(judged.command)}`;
    return { behaviour: 'fail', message, ...coded };
  }
  if (judged.missing.length === 0 || task.incompleteOutputs === 'continue') return { behaviour: 'continue', ...coded };
  if (task.incompleteOutputs === 'stop') return { behaviour: 'stop', ...coded };
  const message = `Failed with missing outputs: ${shown(judged.command)} made no file ending in ${judged.missing.join(', ')}`;
  return { behaviour: 'fail', message, ...coded };
}
