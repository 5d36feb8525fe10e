import { buffer } from 'node:stream/consumers';
import type { EventBridgeEvent } from 'aws-lambda';
import { openTablePatiently } from '../../adapters/dynamodb/client.ts';
import { createMailer } from '../../adapters/mail/ses.ts';
import { openBucket, openS3 } from '../../adapters/s3/client.ts';
import { openObject } from '../../adapters/s3/objects.ts';
import { SCHEDULE } from '../../adapters/webhook/deliver.ts';
import { PUBLIC_INTERNET } from '../../adapters/webhook/reach.ts';
import { readEvent } from '../../domain/notification/events.ts';
import { OUTPUTS, outputKey } from '../../domain/submission/outputs.ts';
import { readConfig } from '../config.ts';
import { notify } from './notification.ts';

const config = readConfig(
  'TABLE_NAME',
  'RELEASE_BUCKET',
  'ACCOUNT_ID',
  'SITE_URL',
  'SITE_NAME',
  'MAIL_SENDER',
  'UPLOAD_DEADLINE_SECONDS',
);
const releases = openBucket(openS3(), config.RELEASE_BUCKET, config.ACCOUNT_ID);

/** Many mail servers take 10 MB at most, and base64 makes a third more of it. */
const ATTACHED_BYTES = 5 * 1024 * 1024;

const ports = {
  table: openTablePatiently(config.TABLE_NAME),
  site: { name: config.SITE_NAME, url: config.SITE_URL },
  send: createMailer({ name: config.SITE_NAME, address: config.MAIL_SENDER }),
  reach: PUBLIC_INTERNET,
  schedule: SCHEDULE,
  uploadDeadlineSeconds: config.UPLOAD_DEADLINE_SECONDS,
  finishedManifest: async (id: string): Promise<Uint8Array | undefined> => {
    const { stream, size } = await openObject({ bucket: releases, key: outputKey(id, OUTPUTS.finishedManifest) });
    if (size <= ATTACHED_BYTES) return buffer(stream);
    stream.destroy();
    return undefined;
  },
};

/** Mails submitters and calls their webhooks; EventBridge tries again what throws, then keeps it for the operator. */
export async function handler(event: EventBridgeEvent<string, unknown>): Promise<void> {
  await notify(ports, readEvent(event['detail-type'], event.detail), new Date());
}
