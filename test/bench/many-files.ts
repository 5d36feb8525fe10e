import { STEPS } from '../../domain/submission/submission.ts';
import type { Person } from '../service/people.ts';
import type { RunningService } from '../service/running.ts';
import { statesEntered } from '../service/states-entered.ts';
import { csvFile, manifestOf, submit, upload } from '../service/submitting.ts';
import { type Figure, rate, seconds, timed } from './figure.ts';
import { untilStep, withService } from './service.ts';

async function manyFiles(count: number, person: Person, { directory }: RunningService): Promise<Figure[]> {
  const files = Array.from({ length: count }, (_, index) => csvFile(`file-${String(index).padStart(5, '0')}.csv`));
  const manifest = manifestOf(files);
  const figures: Figure[] = [];
  const note = (what: string, time: number) => figures.push({ what, figure: `${seconds(time)}, ${rate(count, time)}` });
  const started = performance.now();
  const id = await submit(person, manifest);
  note('manifest_validated', await untilStep(person, id, 'manifest_validated'));
  const sent = await timed(() => upload(person, id, files));
  note('uploads by one client, 100 at a time', sent.time);
  for (const step of STEPS.slice(1)) {
    const time = await untilStep(person, id, step);
    note(step === 'upload_complete' ? 'upload_complete, after the last upload' : step, time);
  }
  note(`all of ${count.toLocaleString('en-US')} files`, performance.now() - started);
  const transitions = (await statesEntered(directory, id)).length;
  figures.push({ what: 'state transitions', figure: String(transitions) });
  return figures;
}

/** One manifest of many small files through the whole machine. */
export const measure = (): Promise<Figure[]> => withService((person, service) => manyFiles(2_000, person, service));

/** The largest manifest that NeMO takes. */
export const measureLarge = (): Promise<Figure[]> =>
  withService((person, service) => manyFiles(25_000, person, service));
