import { internalError, throttled, transactionCanceled, transactionConflict } from './errors.ts';
import { isObject } from './request.ts';

/**
 * `throttle`: refused for lack of capacity. `conflict`: refused because another transaction holds an item, which cannot
 * happen by itself here since writers wait for each other. `lost-reply`: applied, but the connection breaks.
 */
export type Fault = 'throttle' | 'conflict' | 'lost-reply';

/** Asked before each operation runs; gives the fault that this one shall have. */
export type Inject = (operation: string, body: unknown) => Fault | undefined;

/** @throws DynamoDbError what AWS answers for the fault; a lost reply is for the server to lose */
export function throwFault(fault: Fault | undefined, operation: string, body: unknown): void {
  if (fault === 'throttle') throw throttled();
  if (fault !== 'conflict') return;
  const items = isObject(body) && Array.isArray(body['TransactItems']) ? body['TransactItems'] : undefined;
  if (items)
    throw transactionCanceled(
      items.map((_, at) =>
        at === 0 ? { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' } : { Code: 'None' },
      ),
    );
  if (['PutItem', 'UpdateItem', 'DeleteItem'].includes(operation)) throw transactionConflict();
  throw internalError(`A fault 'conflict' was injected into ${operation}, which never conflicts`);
}
