import { buffer } from 'node:stream/consumers';
import type { Reach } from '../../adapters/webhook/reach.ts';
import { OUTPUTS, outputKey } from '../../domain/submission/outputs.ts';

/**
 * The deployed listener calls webhooks on the public internet only. This is the same one, with the same parts, that
 * reaches a receiver of the test. Loaded when the environment is that of the functions.
 */
export async function loadNotify(reach: Reach): Promise<(event: unknown) => Promise<void>> {
  const { notify } = await import('../../functions/events/notification.ts');
  const { openTablePatiently } = await import('../../adapters/dynamodb/client.ts');
  const { createMailer } = await import('../../adapters/mail/ses.ts');
  const { openBucket, openS3 } = await import('../../adapters/s3/client.ts');
  const { openObject } = await import('../../adapters/s3/objects.ts');
  const { readEvent } = await import('../../domain/notification/events.ts');
  const variable = (name: string): string => process.env[name] ?? '';
  const releases = openBucket(openS3(), variable('RELEASE_BUCKET'), variable('ACCOUNT_ID'));
  const ports = {
    table: openTablePatiently(variable('TABLE_NAME')),
    site: { name: variable('SITE_NAME'), url: variable('SITE_URL') },
    send: createMailer({ name: variable('SITE_NAME'), address: variable('MAIL_SENDER') }),
    reach,
    schedule: { pausesMs: [5, 5, 5, 5], timeoutMs: 10_000 },
    uploadDeadlineSeconds: Number(variable('UPLOAD_DEADLINE_SECONDS')),
    finishedManifest: async (id: string) =>
      buffer((await openObject({ bucket: releases, key: outputKey(id, OUTPUTS.finishedManifest) })).stream),
  };
  return async (event) => {
    const { 'detail-type': type, detail } = event as { 'detail-type': string; detail: unknown };
    await notify(ports, readEvent(type, detail), new Date());
  };
}
