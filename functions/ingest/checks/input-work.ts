import type { FileRow } from '../../../adapters/dynamodb/file-store.ts';
import type { Checks } from '../../../domain/conformance/checks.ts';
import type { Check, FileReport, InspectionResult, InspectionState } from '../../../domain/quality/inspect.ts';
import { type CheckPlaces, type CheckProgress, checkInput, checksOf } from './check-input.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** Looks at the file as step 3 looks at every file; at its content by its type only where there is no schema. */
export type Look = (hasSchema: boolean, state?: InspectionState) => Promise<InspectionResult>;

/** Where the work on an input stands: it is being looked at, or has been found sound and is being checked. */
interface InputState {
  looked?: InspectionState;
  sound?: FileReport;
  progress?: CheckProgress;
}

export type InputWork = { done: true; report: FileReport } | { done: false; state: InputState };

/** An input is looked at like every file; then the checks of its specification run on it, if it has any. */
export async function workOnInput(
  places: CheckPlaces,
  file: FileRow,
  look: Look,
  partial: string | undefined,
  isLate: () => boolean,
): Promise<InputWork> {
  const from: InputState = partial === undefined ? {} : (JSON.parse(partial) as InputState);
  const checks = await checksOf(places.table, file.submissionId);
  const work = () => lookAndCheck(places, { file, checks, from, isLate }, look);
  // who waits for the others is paid meanwhile
  return checks.some(({ input }) => input === file.key) ? oneAtATime(work) : work();
}

interface Work {
  file: FileRow;
  checks: Checks;
  from: InputState;
  isLate: () => boolean;
}

async function lookAndCheck(places: CheckPlaces, { file, checks, from, isLate }: Work, look: Look): Promise<InputWork> {
  let { sound } = from;
  if (sound === undefined) {
    const hasSchema = checks.some(({ input, kind }) => input === file.key && kind === 'table');
    const result = await look(hasSchema, from.looked);
    if (!result.done) return { done: false, state: { looked: result.state } };
    if (!result.report.ok) return result;
    sound = result.report;
  }
  const result = await checkInput(places, file, checks, isLate, from.progress);
  if (!result.done) return { done: false, state: { sound, progress: result.progress } };
  const failed = result.problems.map((message): Check => ({ check: 'conformance', outcome: 'failed', message }));
  return {
    done: true,
    report: { ...sound, ok: sound.ok && failed.length === 0, checks: [...sound.checks, ...failed] },
  };
}
