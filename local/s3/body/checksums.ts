import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { createCRC32, createCRC64, type IHasher } from 'hash-wasm';

export const CHECKSUM_ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256', 'SHA512', 'MD5'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  /** Base64; a composite one ends in `-` and the number of parts. */
  readonly value: string;
}

/** What S3 computes where the client names no algorithm. */
export const DEFAULT_ALGORITHM = 'CRC64NVME' satisfies ChecksumAlgorithm;

export function isChecksumAlgorithm(name: string): name is ChecksumAlgorithm {
  return (CHECKSUM_ALGORITHMS as readonly string[]).includes(name);
}

export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** The name of the XML element that carries the value. */
export function checksumElement(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`;
}

/** Length of the raw digest in bytes. */
const DIGEST_SIZES: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
  SHA512: 64,
  MD5: 16,
};

export function isDigestOf(algorithm: ChecksumAlgorithm, base64: string): boolean {
  const digest = Buffer.from(base64, 'base64');
  return digest.length === DIGEST_SIZES[algorithm] && digest.toString('base64') === base64;
}

export interface RunningDigest {
  update(data: Buffer): void;
  /** Ends the digest; it must not be used afterwards. */
  digest(): Buffer;
}

/** Starts one digest. */
export async function startDigest(algorithm: ChecksumAlgorithm): Promise<RunningDigest> {
  switch (algorithm) {
    case 'SHA1':
    case 'SHA256':
    case 'SHA512':
    case 'MD5':
      return startHash(algorithm.toLowerCase());
    case 'CRC32':
      return startCrc32();
    default:
      return startPooled(algorithm);
  }
}

export function startHash(name: string): RunningDigest {
  const hash = createHash(name);
  return {
    update: (data) => {
      hash.update(data);
    },
    digest: () => hash.digest(),
  };
}

function startCrc32(): RunningDigest {
  let value = 0;
  return {
    update: (data) => {
      value = crc32(data, value);
    },
    digest: () => {
      const digest = Buffer.alloc(4);
      digest.writeUInt32BE(value);
      return digest;
    },
  };
}

type WasmAlgorithm = Exclude<ChecksumAlgorithm, 'SHA1' | 'SHA256' | 'SHA512' | 'MD5' | 'CRC32'>;

/** Polynomials in reversed notation: Castagnoli, and CRC-64/NVME. */
const CREATE: Readonly<Record<WasmAlgorithm, () => Promise<IHasher>>> = {
  CRC32C: () => createCRC32(0x82f63b78),
  CRC64NVME: () => createCRC64('9a6c9329ac4bc9b5'),
};

/** A WebAssembly instance takes longer to make than a small object to hash, so finished ones are used again. */
const idle = new Map<WasmAlgorithm, IHasher[]>();

async function startPooled(algorithm: WasmAlgorithm): Promise<RunningDigest> {
  const hasher = idle.get(algorithm)?.pop() ?? (await CREATE[algorithm]());
  hasher.init();
  return {
    update: (data) => {
      hasher.update(data);
    },
    digest: () => {
      const digest = Buffer.from(hasher.digest('binary'));
      const pool = idle.get(algorithm) ?? [];
      pool.push(hasher);
      idle.set(algorithm, pool);
      return digest;
    },
  };
}
