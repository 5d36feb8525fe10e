import { schemas, validations } from './dynalite.ts';
import { isDynaliteError, throwIfRejected, validationError } from './errors.ts';
import type { Storage } from './storage.ts';

export type Checked = keyof typeof schemas;

/** Parameters from before expressions (2014). The product does not use them, so they are refused and not half-tested. */
const LEGACY = new Set([
  'Expected',
  'ConditionalOperator',
  'AttributeUpdates',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
  'AttributesToGet',
  'LocalSecondaryIndexes',
]);

const ON_CONDITION_FAILURE = { ReturnValuesOnConditionCheckFailure: ['NONE', 'ALL_OLD'] };

/** What dynalite's validation does not know and this server does implement, with the values it may have. */
const BEYOND_DYNALITE: Partial<Record<Checked, Readonly<Record<string, readonly unknown[]>>>> = {
  PutItem: ON_CONDITION_FAILURE,
  UpdateItem: ON_CONDITION_FAILURE,
  DeleteItem: ON_CONDITION_FAILURE,
  Scan: { ConsistentRead: [true, false] },
};

/**
 * Checks a request's JSON against AWS's rules and parses its expressions. The result has the shape that the caller
 * names; members whose names begin with `_` are parsed expressions.
 * @throws DynamoDbError ValidationException or SerializationException, with AWS's message where dynalite knows it
 */
export function parseRequest<T>(operation: Checked, body: unknown, storage: Storage): T {
  if (!isObject(body)) throw validationError(`${operation}: the request must be a JSON object`);
  const { types, custom } = schemas[operation];
  refuseUnknown(operation, body, types);
  const beyond = pickBeyond(operation, body);
  try {
    // dynalite drops members that it does not know from the object it is given, hence the copy.
    const data = validations.checkTypes({ ...body }, types);
    validations.checkValidations(data, types, custom, storage.dynalite);
    return Object.assign(data as object, beyond) as T;
  } catch (error) {
    if (isDynaliteError(error)) throwIfRejected(error);
    throw error;
  }
}

/** dynalite ignores what it does not know; a parameter without effect would pass here and act when deployed. */
function refuseUnknown(operation: Checked, body: Record<string, unknown>, types: Readonly<Record<string, unknown>>) {
  for (const name of Object.keys(body)) {
    const known = name in types || name in (BEYOND_DYNALITE[operation] ?? {});
    if (LEGACY.has(name) || !known)
      throw validationError(`${operation}: the local DynamoDB does not implement the parameter ${name}`);
  }
}

function pickBeyond(operation: Checked, body: Record<string, unknown>): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const [name, values] of Object.entries(BEYOND_DYNALITE[operation] ?? {})) {
    if (body[name] === undefined) continue;
    if (!values.includes(body[name])) throw validationError(`${name} must be one of ${values.join(', ')}`);
    picked[name] = body[name];
  }
  return picked;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
