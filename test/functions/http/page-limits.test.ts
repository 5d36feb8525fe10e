import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { ALL_ROUTES } from '../route-tables.ts';

const limited = ALL_ROUTES.flatMap((route) => {
  const query = route.query?.();
  const schema =
    query && (z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' }) as z.core.JSONSchema.JSONSchema);
  return query === undefined || schema?.properties?.['limit'] === undefined
    ? []
    : [{ key: `${route.method} ${route.path}`, query }];
});

it('is known of some lists', () => {
  expect(limited.length).toBeGreaterThan(15);
});

it.each(limited)('$key has no page without end', ({ query }) => {
  const faultsOf = (limit: string) => {
    const { error } = query.safeParse({ limit });
    return error?.issues.filter(({ path }) => path[0] === 'limit') ?? [];
  };
  expect(faultsOf('1')).toEqual([]);
  for (const limit of ['1000000000', '1001', '0', '-1', '1e9', ' ', 'NaN']) {
    expect([limit, faultsOf(limit).length > 0]).toEqual([limit, true]);
  }
});
