import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conflict } from '../../domain/errors.ts';
import type { Table } from './client.ts';
import { holds } from './conditional.ts';
import { getItem } from './get-item.ts';
import { type Key, keys } from './keys.ts';
import type { TransactItem } from './transaction.ts';

/** A request that may be sent again, by the key that its sender gave it. */
export interface RepeatableRequest {
  /** who sent it: a user, or an address */
  subject: string;
  /** SHA-256, hexadecimal, of the key */
  keyHash: string;
  /** SHA-256, hexadecimal, of all that makes the request what it is */
  fingerprint: string;
  /** whoever works on it: a random name, new with every try */
  owner: string;
}

/** The answer to a request, kept for those who ask again. */
export interface KeptReply {
  status: number;
  body?: string;
  headers?: Readonly<Record<string, string>>;
  /** the answer held a secret, and secrets are not kept */
  withheld?: true;
}

interface RequestRow extends Key {
  fingerprint: string;
  owner: string;
  /** ISO 8601 */
  claimedUntil: string;
  /** epoch seconds */
  ttl: number;
  made?: string;
  reply?: KeptReply;
}

export type Standing =
  /** it is the asker's to carry out; `made` says what somebody made of it who died before answering */
  | { kind: 'claimed'; made?: string }
  | { kind: 'answered'; reply: KeptReply }
  | { kind: 'underWay' }
  | { kind: 'different' };

export interface ClaimTimes {
  now: Date;
  /** after which another one may take the request over; longer than any request can last */
  seconds: number;
  /** how long its answer is kept */
  keptSeconds: number;
}

const epoch = (moment: Date): number => Math.floor(moment.getTime() / 1000);
const keyOf = ({ subject, keyHash }: RepeatableRequest): Key => keys.request(subject, keyHash);

/** Takes a request on, unless it has been answered, somebody is at it, or its key is that of another request. */
export async function claimRequest(table: Table, request: RepeatableRequest, times: ClaimTimes): Promise<Standing> {
  if (await startAnew(table, request, times)) return { kind: 'claimed' };
  const row = await readRequest(table, request);
  // it was given up in this moment: the next look finds it free
  if (row === undefined) return { kind: 'underWay' };
  if (row.fingerprint !== request.fingerprint) return { kind: 'different' };
  if (row.reply !== undefined) return { kind: 'answered', reply: row.reply };
  if (Date.parse(row.claimedUntil) > times.now.getTime()) return { kind: 'underWay' };
  return takeOver(table, request, row, times);
}

/** @returns false where there is such a request, whatever became of it */
function startAnew(table: Table, request: RepeatableRequest, { now, ...times }: ClaimTimes): Promise<boolean> {
  const { fingerprint, owner } = request;
  const claimedUntil = new Date(now.getTime() + times.seconds * 1000).toISOString();
  return holds(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...keyOf(request), fingerprint, owner, claimedUntil, ttl: epoch(now) + times.keptSeconds },
        // DynamoDB takes its time to remove what has expired
        ConditionExpression: 'attribute_not_exists(PK) OR #ttl <= :now',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':now': epoch(now) },
      }),
    ),
  );
}

const readRequest = (table: Table, request: RepeatableRequest): Promise<RequestRow | undefined> =>
  getItem(table, keyOf(request));

async function takeOver(
  table: Table,
  request: RepeatableRequest,
  row: RequestRow,
  { now, seconds }: ClaimTimes,
): Promise<Standing> {
  const taken = await holds(
    table.client.send(
      new UpdateCommand({
        ...ofOwner(table, { ...request, owner: row.owner }),
        UpdateExpression: 'SET #owner = :next, claimedUntil = :until',
        ExpressionAttributeValues: {
          ':owner': row.owner,
          ':next': request.owner,
          ':until': new Date(now.getTime() + seconds * 1000).toISOString(),
        },
      }),
    ),
  );
  if (!taken) return { kind: 'underWay' };
  // what the last one made, it may have made since the row was read
  const made = (await readRequest(table, request))?.made;
  return { kind: 'claimed', ...(made !== undefined && { made }) };
}

/** Only as long as nobody else has taken the request over, and it is not answered. */
const ofOwner = (table: Table, request: RepeatableRequest) => ({
  TableName: table.name,
  Key: { ...keyOf(request) },
  ConditionExpression: '#owner = :owner AND attribute_not_exists(reply)',
  ExpressionAttributeNames: { '#owner': 'owner' },
  ExpressionAttributeValues: { ':owner': request.owner },
});

/**
 * What goes into the transaction that makes something of a request: it then says what, and is refused where somebody
 * else has taken the request over.
 */
export function madeOf(table: Table, request: RepeatableRequest, made: string): TransactItem {
  const own = ofOwner(table, request);
  return {
    Update: {
      ...own,
      UpdateExpression: 'SET made = :made',
      ExpressionAttributeValues: { ...own.ExpressionAttributeValues, ':made': made },
    },
  };
}

/** What a transaction with `madeOf` is refused with. */
export const takenOver = () =>
  conflict('The same request is being carried out a second time. Ask again.', { retryAfter: 5 });

/** Keeps the answer for those who ask again. @returns false where somebody else has taken the request over */
export function keepReply(table: Table, request: RepeatableRequest, reply: KeptReply): Promise<boolean> {
  const own = ofOwner(table, request);
  return holds(
    table.client.send(
      new UpdateCommand({
        ...own,
        UpdateExpression: 'SET reply = :reply',
        ExpressionAttributeValues: { ...own.ExpressionAttributeValues, ':reply': reply },
      }),
    ),
  );
}

/** Nothing came of it: the key may be used again, for a request that was mended as well. */
export async function forgetRequest(table: Table, request: RepeatableRequest): Promise<void> {
  const own = ofOwner(table, request);
  await holds(
    table.client.send(
      new DeleteCommand({
        ...own,
        ConditionExpression: `${own.ConditionExpression} AND attribute_not_exists(made)`,
      }),
    ),
  );
}
