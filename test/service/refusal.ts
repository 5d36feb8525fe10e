import { expect } from 'vitest';
import { ALL_ROUTES } from '../functions/route-tables.ts';
import type { Answer } from './client.ts';

/** A refusal as its door's clients read it. */
export interface Refusal {
  message: string;
  errors: readonly { message: string; field?: string; row?: number; column?: string; suggestion?: string }[];
}

interface DatametaFault {
  exception: string;
  message: string;
  entity?: object;
  field?: string;
}

/** NeMO's clients read `{"message"}`, DataMeta's a list, all others problem details. */
export const isNemo = (path: string): boolean => /^\/(api\/submission|v1)(\/|\?|$)/.test(path);

/** Programs of the analytics_automated API read `{"detail"}`, or `{"error"}`. */
const isJobs = (path: string): boolean => /^\/(analytics_automated|submissions)\//.test(path);

const DATAMETA = ALL_ROUTES.filter(({ door }) => door === 'datameta').map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/?]+')}(\\?|$)`),
}));
/** Some paths are its own with one method and ours with another. */
const isDatameta = (path: string, method: string | undefined): boolean =>
  path.startsWith('/api/v0/') ||
  DATAMETA.some((route) => route.pattern.test(path) && (method === undefined || method === route.method));

/** Traces of the inside: stacks, sources, names of AWS resources and errors, signed URLs, hashes of passwords. */
export const INSIDE =
  /\n\s+at |\.mjs|\.ts:\d|node_modules|\bTypeError\b|Exception\b|arn:aws|X-Amz-Signature|scrypt\$|SUB#|USER#|AKIA/;

/**
 * Fails unless the answer is a refusal of this status in its door's own shape, which tells nothing of the inside.
 * @param method of the route that refuses, where it makes a difference
 */
export function expectRefusal(answer: Answer, path: string, status: number, method?: string): Refusal {
  expect(`${answer.status} ${answer.text}`).toMatch(new RegExp(`^${status} `));
  expect(answer.text).not.toMatch(INSIDE);
  const type = answer.headers.get('content-type');
  if (isNemo(path)) {
    const { message, errors = [], ...rest } = answer.json as { message: string; errors?: Refusal['errors'] };
    expect([type, typeof message, rest]).toEqual(['application/json', 'string', {}]);
    return { message, errors };
  }
  if (isJobs(path)) {
    const { detail, error, ...rest } = answer.json as { detail?: string; error?: unknown };
    expect([type, rest]).toEqual(['application/json', {}]);
    expect([detail, error].filter((told) => told !== undefined)).toHaveLength(1);
    return { message: detail ?? JSON.stringify(error), errors: [] };
  }
  if (isDatameta(path, method)) {
    const faults = answer.json as unknown as DatametaFault[];
    expect([type, faults]).toEqual(['application/json', expect.arrayContaining([expect.anything()])]);
    for (const { exception, message, entity: _, field: __, ...others } of faults) {
      expect([typeof exception, typeof message, others]).toEqual(['string', 'string', {}]);
    }
    return { message: faults[0]?.message ?? '', errors: faults };
  }
  const { detail, errors = [], ...rest } = answer.json as { detail: string; errors?: Refusal['errors'] };
  expect([type, rest]).toEqual([
    'application/problem+json',
    { type: 'about:blank', title: expect.any(String) as string, status },
  ]);
  expect(detail).toEqual(expect.any(String));
  return { message: detail, errors };
}
