import type { BucketExchange, Exchange, ObjectExchange } from '../exchange.ts';
import type { S3Response } from '../http/response.ts';

type Method = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
type Answer = S3Response | Promise<S3Response>;

/** What tells an operation from others, and everything beyond that which it understands. */
export interface Understanding {
  /** Query parameters that must be there (with this value, where one is given as `name=value`). */
  readonly selects?: readonly string[];
  /** The header that must be there. */
  readonly header?: string;
  /** Other query parameters. */
  readonly query?: readonly string[];
  /** `x-amz-*` headers; a final `*` stands for any ending. */
  readonly amz?: readonly string[];
  /** Conditional headers. */
  readonly conditions?: readonly string[];
}

interface Named extends Understanding {
  readonly name: string;
  readonly method: Method;
}

export type Operation =
  | (Named & { readonly level: 'service'; readonly run: (exchange: Exchange) => Answer })
  | (Named & { readonly level: 'new bucket'; readonly run: (exchange: Exchange, name: string) => Answer })
  | (Named & { readonly level: 'bucket'; readonly run: (exchange: BucketExchange) => Answer })
  | (Named & { readonly level: 'object'; readonly run: (exchange: ObjectExchange) => Answer });

export function bucketOperation(
  method: Method,
  name: string,
  run: (exchange: BucketExchange) => Answer,
  understands: Understanding = {},
): Operation {
  return { level: 'bucket', method, name, run, ...understands };
}

export function objectOperation(
  method: Method,
  name: string,
  run: (exchange: ObjectExchange) => Answer,
  understands: Understanding = {},
): Operation {
  return { level: 'object', method, name, run, ...understands };
}
