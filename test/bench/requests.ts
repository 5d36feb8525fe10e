import { expectOk } from '../service/client.ts';
import type { Person } from '../service/people.ts';
import { statesEntered } from '../service/states-entered.ts';
import { announce, csvFile, ended, form, manifestOf, submit, upload } from '../service/submitting.ts';
import { type Figure, ms, timed } from './figure.ts';
import { load } from './load.ts';
import { untilStep, withService } from './service.ts';

async function submitted(person: Person, count: number) {
  const files = Array.from({ length: count }, (_, index) => csvFile(`file-${index}.csv`));
  const id = await submit(person, manifestOf(files));
  await untilStep(person, id, 'manifest_validated');
  return { id, files };
}

/** Status, history, announcement and creation under load, and what one submission takes from start to end. */
export const measure = (): Promise<Figure[]> =>
  withService(async (person, service) => {
    const { id, files } = await submitted(person, 100);
    const small = await submitted(person, 1);
    const whole = await timed(async () => {
      await upload(person, small.id, small.files);
      await ended(person, small.id);
    });
    const manifest = manifestOf([csvFile('a.csv')]);
    const status = await load('status', () => expectOk(person, `/api/submission/${id}`));
    const announcing = await load('announce 100 files', () => announce(person, id, files));
    const creating = await load('create (each also runs its first step)', () =>
      expectOk(person, '/api/submission', { raw: form(manifest) }),
    );
    const history = await load('page of 100 of the history', () => expectOk(person, '/api/submission'));
    const transitions = (await statesEntered(service.directory, small.id)).length;
    return [
      status,
      history,
      announcing,
      creating,
      { what: 'one small file, from its upload to the last step', figure: ms(whole.time) },
      { what: 'state transitions of a submission', figure: String(transitions) },
    ];
  });
