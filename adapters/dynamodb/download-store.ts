import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from './client.ts';
import { getItem } from './get-item.ts';
import { keys } from './keys.ts';
import { sha256Hex } from './sha256.ts';

/** A download that needs no sign-in: which file, and until when (ISO 8601). */
export interface Download {
  fileUuid: string;
  expiresAt: string;
}

export async function putDownload(table: Table, secret: string, download: Download): Promise<void> {
  const ttl = Math.ceil(Date.parse(download.expiresAt) / 1000);
  await table.client.send(
    new PutCommand({ TableName: table.name, Item: { ...keys.download(sha256Hex(secret)), ...download, ttl } }),
  );
}

/** @returns undefined where there is none, or its time is over */
export async function getDownload(table: Table, secret: string, now: Date): Promise<Download | undefined> {
  const download = await getItem<Download>(table, keys.download(sha256Hex(secret)));
  return download !== undefined && Date.parse(download.expiresAt) > now.getTime() ? download : undefined;
}
