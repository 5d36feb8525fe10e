import { randomBytes } from 'node:crypto';
import { keys } from '../../../adapters/dynamodb/keys.ts';
import { parseReference } from '../../../domain/submission/identity.ts';
import { NO_RULE } from '../../functions/datameta/metadatum.ts';
import type { Target } from '../../service/submitting.ts';
import type { Actor } from '../actor.ts';
import { promise } from '../ledger.ts';
import type { Site } from '../site.ts';
import { meddle } from './changes.ts';
import { md5, send } from './upload.ts';

export async function defineMetadata(site: Site, token: string): Promise<void> {
  for (const field of [
    { name: 'ID', isSubmissionUnique: true },
    { name: 'Code', isSiteUnique: true },
    { name: 'Data', isFile: true },
  ]) {
    const { status, body } = await site.ask(-1, 'POST /api/v1/metadata', {
      token,
      json: { ...NO_RULE, isMandatory: true, ...field },
    });
    if (status !== 200) throw new Error(`The definition was refused: ${JSON.stringify(body)}`);
  }
}

interface Staged {
  uuid: string;
  name: string;
  md5: string;
}

type Named = { id: { uuid: string; site: string } };

/** Files and metadatasets are staged, some deleted, the others submitted, at times by two requests at once. */
export async function datameta(actor: Actor): Promise<void> {
  const { happens, below } = actor;
  const files: Staged[] = [];
  for (let n = 1 + below(3); n > 0; n--) {
    const staged = await stageFile(actor, `d${actor.schedule}-${n}.txt`);
    if (staged !== undefined) files.push(staged);
  }
  const sets: string[] = [];
  for (const [n, { name }] of files.entries()) {
    // codes that others have, too: at most one submission of the site can have each
    const Code = happens(15) ? `shared-${below(20)}` : `c${actor.schedule}-${n}`;
    const staged = await actor.insist<Named>('POST /api/v1/metadatasets', {
      json: { record: { ID: `s${n}`, Code, Data: name } },
    });
    if (staged?.status !== 200) return;
    actor.ledger.records.set(keys.metadataset(staged.body.id.uuid).PK, 'there');
    sets.push(staged.body.id.uuid);
  }
  if (happens(25)) await removeSome(actor, files, sets);
  if (files.length === 0 || happens(10)) return;
  await submit(actor, files, sets);
}

async function stageFile(actor: Actor, name: string): Promise<Staged | undefined> {
  const bytes = Buffer.from(`${name} ${randomBytes(actor.happens(40) ? 200 : 20).toString('hex')}\n`);
  const announced = await actor.insist<Named & { requestHeaders: Record<string, string> }>('POST /api/v1/files', {
    json: { name, checksum: md5(bytes) },
  });
  if (announced?.status !== 200) return undefined;
  const { id, requestHeaders } = announced.body;
  actor.ledger.records.set(keys.stagedFile(id.uuid).PK, 'there');
  if (actor.happens(8)) return undefined;
  if (!(await sendStaged(actor, id.uuid, bytes, requestHeaders))) return undefined;
  const json = { contentUploaded: true };
  const confirmed = await actor.insist(`PUT /api/v1/files/${id.uuid}`, { json });
  return confirmed?.status === 200 ? { uuid: id.uuid, name, md5: md5(bytes) } : undefined;
}

/** Through the API, or to S3. */
async function sendStaged(actor: Actor, uuid: string, bytes: Buffer, given: Record<string, string>): Promise<boolean> {
  if (actor.happens(50)) {
    const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
    return (await actor.insist(`PUT /api/v1/upload/${uuid}`, { raw: bytes, headers }))?.status === 204;
  }
  const json = { size: bytes.length };
  const announced = await actor.insist<Target>(`POST /api/v1/files/${uuid}/uploads`, { json });
  return announced?.status === 200 && send(actor, announced.body, bytes);
}

/** The last ones go, one by one or together. */
async function removeSome(actor: Actor, files: Staged[], sets: string[]): Promise<void> {
  const [file, set] = [files.pop(), sets.pop()];
  const { records } = actor.ledger;
  const remove = async (key: string, act: () => ReturnType<Actor['insist']>) => {
    const answer = await act();
    // 404: gone by a request whose answer was lost
    const isGone = answer?.status === 204 || answer?.status === 404;
    if (isGone) records.set(key, 'gone');
    else records.delete(key);
  };
  const one = actor.happens(50);
  if (set !== undefined) {
    await remove(keys.metadataset(set).PK, () =>
      one
        ? actor.insist(`DELETE /api/v1/metadatasets/${set}`)
        : actor.insist('POST /api/v1/rpc/delete-metadatasets', { json: { metadatasetIds: [set] } }),
    );
  }
  if (file !== undefined) {
    await remove(keys.stagedFile(file.uuid).PK, () =>
      one
        ? actor.insist(`DELETE /api/v1/files/${file.uuid}`)
        : actor.insist('POST /api/v1/rpc/delete-files', { json: { fileIds: [file.uuid] } }),
    );
  }
}

async function submit(actor: Actor, files: readonly Staged[], sets: readonly string[]): Promise<void> {
  const asked = (label: string) => ({ json: { metadatasetIds: sets, fileIds: files.map(({ uuid }) => uuid), label } });
  const labels = actor.happens(25) ? ['first', 'second'] : ['only'];
  const answers = await Promise.all(
    labels.map((label) => actor.insist<Named>('POST /api/v1/submissions', asked(label))),
  );
  for (const answer of answers) {
    if (answer?.status !== 200) continue;
    const reference = parseReference(answer.body.id.uuid);
    if (reference?.kind !== 'uuid') throw new Error(`${answer.body.id.uuid} is no submission's name.`);
    const promised = promise(actor.ledger, reference.id, 'datameta', { sent: true });
    for (const file of files) promised.files.set(file.name, file.md5);
    await meddle(actor, promised);
  }
}
