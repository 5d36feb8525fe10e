import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from '../errors.ts';
import type { WriteCondition } from '../store/commit.ts';
import type { ObjectVersion } from '../store/versions.ts';

/** `If-None-Match: *` and `If-Match: "etag"` on a write. */
export function writeCondition(headers: IncomingHttpHeaders): WriteCondition {
  const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = headers;
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*')
    throw new S3Error('NotImplemented', 'If-None-Match of a write must be "*".');
  return {
    ...(ifNoneMatch === '*' ? { mustNotExist: true } : {}),
    ...(ifMatch === undefined ? {} : { etag: unquoted(ifMatch) }),
  };
}

export function unquoted(etag: string): string {
  return etag
    .trim()
    .replace(/^W\//, '')
    .replace(/^"(.*)"$/, '$1');
}

/** The four conditions of a read, under the names that a plain read or the source of a copy has for them. */
interface ReadConditions {
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: string | undefined;
  readonly ifUnmodifiedSince?: string | undefined;
}

/** RFC 9110, section 13.2.2: entity tags go before dates. */
export function readOutcome(version: ObjectVersion, conditions: ReadConditions): 'ok' | 'not modified' | 'failed' {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions;
  // HTTP dates have whole seconds.
  const modified = Math.floor(version.modified / 1000) * 1000;
  if (ifMatch !== undefined) {
    if (!listed(ifMatch, version.etag)) return 'failed';
  } else if (ifUnmodifiedSince !== undefined && modified > Date.parse(ifUnmodifiedSince)) return 'failed';
  if (ifNoneMatch !== undefined) return listed(ifNoneMatch, version.etag) ? 'not modified' : 'ok';
  return ifModifiedSince !== undefined && modified <= Date.parse(ifModifiedSince) ? 'not modified' : 'ok';
}

function listed(header: string, etag: string): boolean {
  return header.split(',').some((each) => each.trim() === '*' || unquoted(each) === etag);
}
