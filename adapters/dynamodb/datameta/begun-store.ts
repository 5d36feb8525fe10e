import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../client.ts';
import { getItem } from '../get-item.ts';
import { keys } from '../keys.ts';

/** A request to submit, as the same request is known again: who sent it, and a digest of all that it says. */
export interface SubmitRequest {
  userId: string;
  /** SHA-256, hexadecimal */
  digest: string;
}

/** The submission that a request has begun whose sender was told to send it again. */
export interface Begun {
  id: string;
  /** how many of its claims are made, in their order */
  claimed: number;
}

/** Long after anybody would send a request again. */
const KEPT_SECONDS = 24 * 60 * 60;

export const getBegun = (table: Table, { userId, digest }: SubmitRequest): Promise<Begun | undefined> =>
  getItem(table, keys.begunSubmission(userId, digest));

export async function keepBegun(table: Table, { userId, digest }: SubmitRequest, begun: Begun): Promise<void> {
  const ttl = Math.floor(Date.now() / 1000) + KEPT_SECONDS;
  const Item = { ...keys.begunSubmission(userId, digest), ...begun, ttl };
  await table.client.send(new PutCommand({ TableName: table.name, Item }));
}
