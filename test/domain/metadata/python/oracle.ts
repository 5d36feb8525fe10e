import { spawnSync } from 'node:child_process';

const SCRIPT = new URL('./oracle.py', import.meta.url).pathname;

/** Earlier ones take flags anywhere in a pattern, later ones read more dates: neither is what the rules say. */
const FITTING = /^Python 3\.1[12]\./;

const asked = spawnSync('python3', ['--version'], { encoding: 'utf8' });
const version = asked.status === 0 ? asked.stdout.trim() : 'there is no python3 here';

/** The Python to compare with, or undefined where there is none that fits. */
export const PYTHON = FITTING.test(version) ? version : undefined;

/** For the name of a test, so that a run without Python says what it leaves out. */
export const AGAINST =
  PYTHON ?? `NOT RUN: it takes Python 3.11 or 3.12, and ${version}; only the recorded answers are checked`;

if (PYTHON === undefined) console.warn(AGAINST);

export interface Questions {
  patterns?: readonly (readonly [pattern: string, value: string])[];
  dates?: readonly (readonly [format: string, text: string])[];
  prints?: readonly (readonly [format: string, iso: string])[];
  values?: readonly string[];
  records?: readonly unknown[];
  submissions?: readonly unknown[];
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
