import { spawnSync } from 'node:child_process';

const SCRIPT = new URL('./oracle.py', import.meta.url).pathname;

const asked = spawnSync('python3', ['--version'], { encoding: 'utf8' });

/** What `python3 --version` says, or undefined where there is none. */
export const PYTHON = asked.status === 0 ? asked.stdout.trim() : undefined;

/** For the name of a test, so that a run without Python says what it leaves out. */
export const AGAINST = PYTHON ?? 'NOT RUN: there is no python3 here; only the recorded answers are checked';

export interface Questions {
  patterns?: readonly (readonly [pattern: string, value: string])[];
  dates?: readonly (readonly [format: string, text: string])[];
  prints?: readonly (readonly [format: string, iso: string])[];
  values?: readonly string[];
  records?: readonly unknown[];
}

/** Asks Python; the answers come in the order of the questions. */
export function askPython<Name extends keyof Questions, Answer>(name: Name, questions: Questions[Name]): Answer[] {
  const run = spawnSync('python3', [SCRIPT], {
    input: JSON.stringify({ [name]: questions }),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (run.status !== 0) throw new Error(`python3 failed: ${run.stderr}`);
  return (JSON.parse(run.stdout) as Record<Name, Answer[]>)[name];
}
