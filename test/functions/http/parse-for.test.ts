import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { parseFor } from '../../../functions/http/parse.ts';

it('makes the schema of a route with its first request, and no other one for those that follow', () => {
  let made = 0;
  const schema = () => {
    made += 1;
    return z.object({ limit: z._default(z.coerce.number(), 10) });
  };
  expect(parseFor(schema, { limit: '3' }, 'query')).toEqual({ limit: 3 });
  expect(parseFor(schema, {}, 'query')).toEqual({ limit: 10 });
  expect(() => parseFor(schema, { limit: 'x' }, 'query')).toThrow(/The query is not valid\. limit: /);
  expect(made).toBe(1);
});
