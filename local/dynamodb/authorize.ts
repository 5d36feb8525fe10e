import { ACCOUNT_ID, PARTITION, REGION } from '../aws/account.ts';
import type { Caller } from '../aws/caller.ts';
import { accessDenied } from './errors.ts';

export interface Target {
  readonly table: string;
  readonly index?: string | undefined;
}

/**
 * Asks the caller's permissions for one action on a table or on one of its indexes. `leadingKeys` are the partition
 * key values that the request touches; a Scan touches no particular ones, and then the condition key is absent.
 * @throws DynamoDbError AccessDeniedException
 */
export function authorize(
  caller: Caller,
  action: string,
  target: Target,
  leadingKeys: readonly (string | undefined)[] = [],
): void {
  const keys = [...new Set(leadingKeys.filter((key) => key !== undefined))];
  decide(caller, action, arnOf(target), keys.length > 0 ? { 'dynamodb:LeadingKeys': keys } : {});
}

/** For actions that concern no table, such as ListTables. */
export function authorizeAccount(caller: Caller, action: string): void {
  decide(caller, action, '*', {});
}

function decide(caller: Caller, action: string, resource: string, context: Record<string, readonly string[]>): void {
  const qualified = `dynamodb:${action}`;
  if (caller.allows(qualified, resource, context)) return;
  throw accessDenied(
    `User: ${caller.name} is not authorized to perform: ${qualified} on resource: ${resource} ` +
      `because no identity-based policy allows the ${qualified} action`,
  );
}

function arnOf({ table, index }: Target): string {
  const arn = `arn:${PARTITION}:dynamodb:${REGION}:${ACCOUNT_ID}:table/${table}`;
  return index === undefined ? arn : `${arn}/index/${index}`;
}
