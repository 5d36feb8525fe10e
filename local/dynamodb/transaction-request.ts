import { validationError } from './errors.ts';
import { isObject, parseRequest } from './request.ts';
import type { Storage } from './storage.ts';
import type { GetRequest, WriteRequest } from './types.ts';
import type { WriteKind } from './write.ts';

const MAX_ITEMS = 100;
/** AWS's limit for the items of one transaction together. */
export const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;

/** IAM knows no action TransactWriteItems: each item needs the action of its own kind. */
export const WRITE_ACTIONS = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
} as const satisfies Record<WriteKind, string>;

export interface TransactItem {
  readonly kind: WriteKind;
  readonly request: WriteRequest;
}

export interface TransactWriteRequest {
  readonly items: readonly TransactItem[];
  readonly token?: string;
  readonly level?: 'NONE' | 'TOTAL' | 'INDEXES';
}

type Level = TransactWriteRequest['level'];

/** @throws DynamoDbError ValidationException */
export function parseTransactWrite(body: unknown, storage: Storage): TransactWriteRequest {
  const { list, level, token } = readEnvelope(body, 'TransactWriteItems', [
    'TransactItems',
    'ClientRequestToken',
    'ReturnConsumedCapacity',
    'ReturnItemCollectionMetrics',
  ]);
  const items = list.map((entry) => parseWrite(entry, storage));
  return { items, ...(token !== undefined && { token }), ...(level && { level }) };
}

export function parseTransactGet(body: unknown, storage: Storage): { gets: readonly GetRequest[]; level?: Level } {
  const { list, level } = readEnvelope(body, 'TransactGetItems', ['TransactItems', 'ReturnConsumedCapacity']);
  const gets = list.map((entry) => {
    if (Object.keys(entry).join() !== 'Get') throw validationError('TransactItems can only contain Get');
    refuseOwn(entry['Get'], ['ReturnConsumedCapacity', 'ConsistentRead']);
    return parseRequest<GetRequest>('GetItem', entry['Get'], storage);
  });
  return { gets, ...(level && { level }) };
}

function parseWrite(entry: Record<string, unknown>, storage: Storage): TransactItem {
  const kinds = Object.keys(entry);
  const kind = kinds[0] as WriteKind | undefined;
  if (kinds.length !== 1 || !kind || !(kind in WRITE_ACTIONS))
    throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
  const body = entry[kind];
  refuseOwn(body, ['ReturnValues', 'ReturnConsumedCapacity', 'ReturnItemCollectionMetrics']);
  requireMember(kind === 'Update' && 'UpdateExpression', kind, body);
  requireMember(kind === 'ConditionCheck' && 'ConditionExpression', kind, body);
  // A condition check has a key and a condition, which is exactly what a delete has.
  const operation = kind === 'ConditionCheck' ? 'DeleteItem' : WRITE_ACTIONS[kind];
  return { kind, request: parseRequest<WriteRequest>(operation, body, storage) };
}

/** Parameters that the single operation has and the item of a transaction has not. */
function refuseOwn(body: unknown, names: readonly string[]): void {
  const found = isObject(body) && names.find((name) => name in body);
  if (found) throw validationError(`An item of a transaction has no parameter ${found}`);
}

function requireMember(name: string | false, kind: string, body: unknown): void {
  if (name && (!isObject(body) || typeof body[name] !== 'string'))
    throw validationError(`The ${name} must be specified in ${kind} of a transaction`);
}

function readEnvelope(body: unknown, operation: string, known: readonly string[]) {
  if (!isObject(body)) throw validationError(`${operation}: the request must be a JSON object`);
  const unknown = Object.keys(body).find((name) => !known.includes(name));
  if (unknown) throw validationError(`${operation}: the local DynamoDB does not implement the parameter ${unknown}`);
  const { TransactItems: list, ReturnConsumedCapacity: level, ClientRequestToken: token } = body;
  return { list: readList(list), level: readLevel(level), token: readToken(token) };
}

function readList(list: unknown): Record<string, unknown>[] {
  const size = Array.isArray(list) ? list.length : 0;
  if (!Array.isArray(list) || size < 1 || size > MAX_ITEMS || !list.every(isObject))
    throw validationError(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: ` +
        `Member must have length between 1 and ${MAX_ITEMS}, it has ${size}`,
    );
  return list;
}

function readLevel(level: unknown): Level {
  if (level === undefined || level === 'NONE' || level === 'TOTAL' || level === 'INDEXES') return level;
  throw validationError('ReturnConsumedCapacity must be one of NONE, TOTAL, INDEXES');
}

function readToken(token: unknown): string | undefined {
  if (token === undefined || (typeof token === 'string' && token.length >= 1 && token.length <= 36)) return token;
  throw validationError('ClientRequestToken must have between 1 and 36 characters');
}
