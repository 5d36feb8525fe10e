import type { ChecksumAlgorithm } from './checksums.ts';

interface Crc {
  /** Reversed polynomial. */
  readonly polynomial: bigint;
  readonly bits: number;
}

const CRCS: Readonly<Partial<Record<ChecksumAlgorithm, Crc>>> = {
  CRC32: { polynomial: 0xedb88320n, bits: 32 },
  CRC32C: { polynomial: 0x82f63b78n, bits: 32 },
  CRC64NVME: { polynomial: 0x9a6c9329ac4bc9b5n, bits: 64 },
};

/** Whether the checksum of a whole can be computed from the checksums of its parts. */
export function canCombine(algorithm: ChecksumAlgorithm): boolean {
  return CRCS[algorithm] !== undefined;
}

interface PartCrc {
  /** Base64 */
  readonly value: string;
  /** Bytes */
  readonly size: number;
}

/**
 * The CRC of the concatenation of parts, from their own CRCs and sizes: appending n zero bytes to a message is a linear
 * map of its CRC, so each step is one matrix applied to the CRC so far. Reading the bytes again would take seconds for
 * each gigabyte; this takes microseconds for each part.
 */
export function combineCrcs(algorithm: ChecksumAlgorithm, parts: readonly PartCrc[]): string {
  const crc = CRCS[algorithm];
  if (!crc) throw new Error(`${algorithm} checksums of parts cannot be combined`);
  const zeros = zeroOperators(crc);
  let whole = 0n;
  for (const { value, size } of parts) whole = appendZeros(zeros, whole, size) ^ fromBase64(value);
  return Buffer.from(whole.toString(16).padStart(crc.bits / 4, '0'), 'hex').toString('base64');
}

function fromBase64(value: string): bigint {
  return BigInt(`0x${Buffer.from(value, 'base64').toString('hex')}`);
}

/** One column per bit: the image of that bit. */
type Matrix = readonly bigint[];

/** The n-th operator appends 2^n zero bytes; squared on demand and kept. */
interface ZeroOperators {
  operator(power: number): Matrix;
}

const operators = new Map<Crc, ZeroOperators>();

function zeroOperators(crc: Crc): ZeroOperators {
  const known = operators.get(crc);
  if (known) return known;
  const oneBit: Matrix = Array.from({ length: crc.bits }, (_, bit) =>
    bit === 0 ? crc.polynomial : 1n << BigInt(bit - 1),
  );
  const powers: Matrix[] = [square(square(square(oneBit)))];
  const made: ZeroOperators = {
    operator: (power) => {
      for (let next = powers.length; next <= power; next++) powers.push(square(powers[next - 1] as Matrix));
      return powers[power] as Matrix;
    },
  };
  operators.set(crc, made);
  return made;
}

function appendZeros(zeros: ZeroOperators, crc: bigint, bytes: number): bigint {
  let result = crc;
  for (let power = 0, left = BigInt(bytes); left > 0n; power++, left >>= 1n)
    if (left & 1n) result = apply(zeros.operator(power), result);
  return result;
}

function apply(matrix: Matrix, vector: bigint): bigint {
  let result = 0n;
  for (let bit = 0, left = vector; left > 0n; bit++, left >>= 1n) if (left & 1n) result ^= matrix[bit] ?? 0n;
  return result;
}

function square(matrix: Matrix): Matrix {
  return matrix.map((column) => apply(matrix, column));
}
