import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { put, type SampleFile, type Target } from '../../service/submitting.ts';
import type { Actor } from '../actor.ts';

export const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');

/** Sends the bytes of an announced file to S3, whole or in parts. @returns whether somebody said that they are there */
export async function send(actor: Actor, target: Target, bytes: Buffer): Promise<boolean> {
  if (target.parts === undefined) {
    const status = await sendBytes(actor, () => put(target, bytes));
    // 412: sent before, and it has arrived
    return status === 200 || status === 412;
  }
  for (const { partNumber, url } of target.parts) {
    const from = (partNumber - 1) * (target.partSize ?? bytes.length);
    const part = new Uint8Array(bytes.subarray(from, from + (target.partSize ?? bytes.length)));
    if ((await sendBytes(actor, () => fetch(url, { method: 'PUT', body: part }))) !== 200) return false;
  }
  const completed = await actor.insist(`POST /api/v1/uploads/${target.upload}/complete`);
  return completed?.status === 200;
}

/** Bytes are sent again where nobody answers. @returns the status */
async function sendBytes({ site }: Actor, act: () => Promise<Response>): Promise<number | undefined> {
  for (let attempt = 0; attempt < site.tries; attempt++) {
    if (attempt > 0) await pause(site.waitMs(attempt));
    const answer = await act().catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    if (answer !== undefined && answer.status < 500) return answer.status;
  }
  return undefined;
}

/** Announces files of a submission and sends them. @returns the names of those of which S3 has all bytes */
export async function upload(
  actor: Actor,
  id: string,
  files: readonly (SampleFile & { fileName?: string })[],
): Promise<Set<string>> {
  const sent = new Set<string>();
  if (files.length === 0) return sent;
  const json = {
    files: files.map(({ name, fileName, bytes }) => ({ name, size: bytes.length, ...(fileName && { fileName }) })),
  };
  const line = `POST /api/v1/submissions/${id}/uploads` as const;
  const announced = await actor.insist<{ files: Target[] }>(line, { json });
  if (announced?.status !== 200) return sent;
  for (const [index, target] of announced.body.files.entries()) {
    const file = files[index] as SampleFile;
    if (actor.happens(4) && target.parts !== undefined) {
      await actor.insist(`DELETE /api/v1/uploads/${target.upload}`, {}, 2);
      continue;
    }
    if (await send(actor, target, file.bytes)) sent.add(file.name);
  }
  if (actor.happens(50)) {
    await actor.insist(
      `POST /api/v1/submissions/${id}/uploads/confirm`,
      { json: { names: [...sent, ...names(files)] } },
      2,
    );
  }
  return sent;
}

const names = (files: readonly SampleFile[]): string[] => files.map(({ name }) => name).slice(0, 1);
