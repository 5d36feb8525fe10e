import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Stack } from '../../template/stack.ts';
import type { OriginObject, ReadObject } from './s3-origin.ts';

/** What the AWS CLI, which fills the bucket in AWS, says of files with these names. */
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

interface Deployment {
  readonly folders: readonly string[];
  /** headers of every object, by lower-case name */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Plays `Custom::CDKBucketDeployment`: such a bucket holds the files of an asset, which are read from where the synthesis
 * put them. Reads of every other bucket go on to `next`.
 */
export function withDeployedFiles(stack: Stack, next: ReadObject): ReadObject {
  const deployments = new Map<string, Deployment>();
  for (const { logicalId, properties } of stack.ofType('Custom::CDKBucketDeployment')) {
    const bucket = String(properties['DestinationBucketName']);
    const keys = properties['SourceObjectKeys'];
    if (!Array.isArray(keys)) throw new Error(`bucket deployment ${logicalId}: it names no SourceObjectKeys`);
    if (deployments.has(bucket)) throw new Error(`bucket deployment ${logicalId}: its bucket is filled by another one`);
    const folders = keys.map((asset) => stack.assetPath(String(asset)));
    deployments.set(bucket, { folders, metadata: (properties['SystemMetadata'] ?? {}) as Deployment['metadata'] });
  }
  return (bucket, key, range) => {
    const deployment = deployments.get(bucket);
    // A server may always answer the request for a range with the whole.
    return deployment === undefined ? next(bucket, key, range) : readFile(deployment, key);
  };
}

function readFile({ folders, metadata }: Deployment, key: string): OriginObject | undefined {
  // A key is no path: what would lead out of the folder names nothing.
  if (key.split('/').some((part) => part === '' || part === '.' || part === '..')) return undefined;
  const path = folders.map((folder) => join(folder, key)).findLast((candidate) => existsSync(candidate));
  const stats = path === undefined ? undefined : statSync(path);
  if (path === undefined || !stats?.isFile()) return undefined;
  return {
    status: 200,
    headers: {
      ...metadata,
      'content-type': TYPES[extname(key)] ?? 'application/octet-stream',
      'content-length': String(stats.size),
      etag: `"${createHash('md5').update(readFileSync(path)).digest('hex')}"`,
      'last-modified': stats.mtime.toUTCString(),
    },
    stream: createReadStream(path),
  };
}
