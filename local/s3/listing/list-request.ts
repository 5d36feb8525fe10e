import { ACCOUNT_ID } from '../../aws/account.ts';
import { encodeRfc3986 } from '../../aws/canonical.ts';
import { S3Error } from '../errors.ts';
import { integerParameter } from '../http/parameters.ts';
import type { S3Request } from '../http/request.ts';

export const OWNER = { ID: ACCOUNT_ID, DisplayName: 'local' };
const MOST_ROWS = 1000;

/** What the three listings of a bucket have in common. */
export interface ListRequest {
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
  /** `url` where keys are to be percent-encoded, because XML cannot carry every character. */
  readonly encodingType: 'url' | undefined;
  readonly encode: (key: string) => string;
}

export function listRequest(request: S3Request, limitName: string): ListRequest {
  const encodingType = request.query.get('encoding-type');
  if (encodingType !== undefined && encodingType !== 'url')
    throw new S3Error('InvalidArgument', 'encoding-type must be url.');
  return {
    prefix: request.query.get('prefix') ?? '',
    delimiter: request.query.get('delimiter') ?? '',
    limit: integerParameter(request, limitName, { default: MOST_ROWS, most: MOST_ROWS }),
    encodingType,
    encode: encodingType === 'url' ? (key) => encodeRfc3986(key).replaceAll('%2F', '/') : (key) => key,
  };
}
