import { expect } from 'vitest';
import type { Answer } from './client.ts';

/** A refusal as its door's clients read it. */
export interface Refusal {
  message: string;
  errors: readonly { message: string; field?: string; row?: number; column?: string; suggestion?: string }[];
}

/** NeMO's clients read `{"message"}`, all others problem details. */
export const isNemo = (path: string): boolean => /^\/(api\/submission|v1)(\/|\?|$)/.test(path);

/** Traces of the inside: stacks, sources, names of AWS resources and errors, signed URLs, hashes of passwords. */
const INSIDE =
  /\n\s+at |\.mjs|\.ts:\d|node_modules|\bTypeError\b|Exception\b|arn:aws|X-Amz-Signature|scrypt\$|SUB#|USER#|AKIA/;

/** Fails unless the answer is a refusal of this status in its door's own shape, which tells nothing of the inside. */
export function expectRefusal(answer: Answer, path: string, status: number): Refusal {
  expect(`${answer.status} ${answer.text}`).toMatch(new RegExp(`^${status} `));
  expect(answer.text).not.toMatch(INSIDE);
  const type = answer.headers.get('content-type');
  if (isNemo(path)) {
    const { message, errors = [], ...rest } = answer.json as { message: string; errors?: Refusal['errors'] };
    expect([type, typeof message, rest]).toEqual(['application/json', 'string', {}]);
    return { message, errors };
  }
  const { detail, errors = [], ...rest } = answer.json as { detail: string; errors?: Refusal['errors'] };
  expect([type, rest]).toEqual([
    'application/problem+json',
    { type: 'about:blank', title: expect.any(String) as string, status },
  ]);
  expect(detail).toEqual(expect.any(String));
  return { message: detail, errors };
}
