import { storedNameOf } from '../../../domain/gateway/input.ts';
import { csvFile } from '../../service/submitting.ts';
import { type Actor, onceOnly } from '../actor.ts';
import { type Promised, promise } from '../ledger.ts';
import type { Site } from '../site.ts';
import { cancel, meddle } from './changes.ts';
import { md5, upload } from './upload.ts';

const TABLE = 'In/Table';
const NOTE = 'In/Note';

/** Assignments by how long their files are kept. */
export const ASSIGNMENTS: string[] = [];

/** Specifications whose files stay, go at once, and go after a while; one with a check of its table. */
export async function defineAssignments(site: Site, token: string): Promise<void> {
  const make = async (line: `POST /${string}`, json: object) => {
    const { status, body } = await site.ask<{ key: string }>(-1, line, { token, json });
    if (status !== 201) throw new Error(`${line} answered ${status}: ${JSON.stringify(body)}`);
    return body.key;
  };
  const project = await make('POST /api/v1/projects', { key: 'TORTURE', name: 'Torture' });
  ASSIGNMENTS.length = 0;
  const schema = {
    fields: [
      { name: 'gene', type: 'string' },
      { name: 'count', type: 'integer' },
    ],
    primaryKey: 'gene',
  };
  const checks = [{ name: 'Table', kind: 'table', input: TABLE, schema, cleaned: true }];
  for (const more of [{}, { mediaRetentionDays: 'never' }, { mediaRetentionDays: 3, checks }]) {
    const specification = await make(`POST /api/v1/projects/${project}/specifications`, {
      name: 'Tortured',
      timeoutDays: 1,
      inputs: [
        { dataStorePath: TABLE, name: 'Table', types: ['csv'] },
        { dataStorePath: NOTE, name: 'Note', mode: 'optional' },
      ],
      ...more,
    });
    ASSIGNMENTS.push(
      await make(`POST /api/v1/specifications/${specification}/assignments`, {
        name: 'Tortured',
        group: site.group.uuid,
      }),
    );
  }
}

/** A draft with its inputs, through the API or S3, sent again in their place at times; started, cancelled or left. */
export async function gateway(actor: Actor): Promise<void> {
  const key = ASSIGNMENTS[actor.below(ASSIGNMENTS.length)] ?? '';
  const made = await actor.insist<{ id: string }>(`POST /api/v1/assignments/${key}/submission`, onceOnly(actor, 1));
  if (made?.status !== 200) return;
  const promised = promise(actor.ledger, made.body.id, 'gateway');
  const paths = [TABLE, ...(actor.happens(40) ? [NOTE] : []), ...(actor.happens(20) ? [TABLE] : [])];
  for (const path of paths) await handIn(actor, promised, path);
  if (actor.happens(6)) return cancel(actor, promised);
  if (actor.happens(12)) return;
  const line = `POST /api/v1/submissions/${promised.id}/start` as const;
  const answers = await Promise.all(Array.from({ length: actor.happens(25) ? 3 : 1 }, () => actor.insist(line)));
  if (answers.some((answer) => answer?.status === 200)) promised.sent = true;
  await meddle(actor, promised);
}

async function handIn(actor: Actor, { id, files }: Promised, path: string): Promise<void> {
  const { name: fileName, bytes } = csvFile(`${path.slice(3).toLowerCase()}.csv`, actor.happens(40) ? 30 : 3);
  const name = storedNameOf(path === TABLE ? 1 : 2, fileName);
  // from here on it is not known which bytes it has
  files.delete(name);
  if (actor.happens(50)) {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(bytes)]), fileName);
    const line = `POST /api/v1/submissions/${id}/inputs` as const;
    const answer = await actor.insist(line, { form, query: { dataStorePath: path } });
    if (answer?.status === 200) files.set(name, md5(bytes));
    return;
  }
  const sent = await upload(actor, id, [{ name: path, fileName, bytes }]);
  if (sent.has(path)) files.set(name, md5(bytes));
}
