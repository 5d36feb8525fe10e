import { type ChecksumAlgorithm, startDigest, startHash } from './checksums.ts';

export interface NamedDigest {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64 */
  readonly value: string;
}

/** What is computed of all bytes that are stored. */
export interface BodyDigests {
  readonly md5: Buffer;
  readonly checksum: NamedDigest;
  /** Of another algorithm, where two were asked for. */
  readonly second?: NamedDigest;
}

interface RunningDigests {
  update(data: Buffer): void;
  /** Ends them; they must not be used afterwards. */
  end(): BodyDigests;
}

export async function startDigests(
  algorithm: ChecksumAlgorithm,
  secondAlgorithm: ChecksumAlgorithm = algorithm,
): Promise<RunningDigests> {
  const md5 = startHash('md5');
  const checksum = await startDigest(algorithm);
  const second = secondAlgorithm === algorithm ? undefined : await startDigest(secondAlgorithm);
  return {
    update: (data) => {
      md5.update(data);
      checksum.update(data);
      second?.update(data);
    },
    end: () => ({
      md5: md5.digest(),
      checksum: { algorithm, value: checksum.digest().toString('base64') },
      ...(second ? { second: { algorithm: secondAlgorithm, value: second.digest().toString('base64') } } : {}),
    }),
  };
}
