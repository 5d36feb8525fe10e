import { createHash, type Hash } from 'node:crypto';
import { sha256Hex } from '../../aws/canonical.ts';
import { hmac, matchesHex, signingKey } from '../../aws/credentials.ts';
import type { SigV4Accepted } from '../../aws/sigv4.ts';
import { S3Error } from '../errors.ts';

/** Verifies the chain of signatures of a signed stream (`STREAMING-AWS4-HMAC-SHA256-PAYLOAD[-TRAILER]`). */
export interface ChunkSigner {
  update(data: Buffer): void;
  endChunk(signature: string | undefined): void;
  endTrailer(fields: ReadonlyMap<string, string>): void;
}

export function chunkSigner(accepted: SigV4Accepted, amzDate: string): ChunkSigner {
  const { scope, caller } = accepted;
  const key = signingKey(caller.secretAccessKey, scope);
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  let previous = accepted.signature;
  let chunk: Hash = createHash('sha256');
  const verify = (algorithm: string, tail: readonly string[], signature: string | undefined) => {
    const text = [algorithm, amzDate, scopeText, previous, ...tail].join('\n');
    if (signature === undefined || !matchesHex(hmac(key, text), signature))
      throw new S3Error('SignatureDoesNotMatch', 'The signature of a chunk does not match its data.');
    previous = signature;
  };
  return {
    update: (data) => {
      chunk.update(data);
    },
    endChunk: (signature) => {
      verify('AWS4-HMAC-SHA256-PAYLOAD', [sha256Hex(''), chunk.digest('hex')], signature);
      chunk = createHash('sha256');
    },
    endTrailer: (fields) => {
      const signed = [...fields].filter(([name]) => name !== 'x-amz-trailer-signature');
      const text = signed.map(([name, value]) => `${name}:${value}\n`).join('');
      verify('AWS4-HMAC-SHA256-TRAILER', [sha256Hex(text)], fields.get('x-amz-trailer-signature'));
    },
  };
}
