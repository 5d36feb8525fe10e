import { ServiceError } from '../../aws/service-error.ts';

const DEFAULT_PAGE = 100;

export interface Page<T> {
  readonly items: T[];
  readonly nextToken: string | undefined;
}

/**
 * One page of a list, from the item that the token names. `key` is the number by which the list is ordered, unique, and
 * stays with its item when the list grows at either end.
 * @throws ServiceError InvalidToken
 */
export function pageOf<T>(
  list: readonly T[],
  key: (item: T) => number,
  size: number | undefined,
  token: string | undefined,
): Page<T> {
  const from = token === undefined ? 0 : list.findIndex((item) => key(item) === readToken(token));
  if (from < 0) throw new ServiceError(400, 'InvalidToken', `Invalid Token: '${token}'`);
  const end = from + (size || DEFAULT_PAGE);
  const following = list[end];
  return {
    items: list.slice(from, end),
    nextToken: following === undefined ? undefined : Buffer.from(`from ${key(following)}`).toString('base64url'),
  };
}

function readToken(token: string): number {
  const found = /^from (\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  return found === null ? Number.NaN : Number(found[1]);
}
