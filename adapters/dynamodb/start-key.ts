import { invalid } from '../../domain/errors.ts';

/** As the table sorts keys: by the bytes of their UTF-8, which is not how JavaScript compares text. */
const isOrdered = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) <= 0;

/**
 * A page begins behind a sort key within the bounds of its query; DynamoDB refuses any other.
 * @param after as the caller has given it, who may have made it up
 * @throws DomainError `invalid`
 */
export function checkStart(key: string, { low, high }: { low: string; high: string }, after: string): void {
  if (isOrdered(low, key) && isOrdered(key, high)) return;
  throw invalid('No page has answered this as next.', {
    issues: [{ field: 'after', message: 'unknown', value: after }],
  });
}
