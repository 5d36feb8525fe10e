import type { FileRecord } from './file.ts';

/**
 * The checksums that S3 has verified: those signed into the URL of a single PUT, since no other URL leads to this
 * object's key. Parts are signed without; the whole file is then hashed in QC.
 */
export function provedBy(file: FileRecord): NonNullable<FileRecord['proved']> {
  if (file.uploadId !== undefined) return {};
  return {
    ...(file.declaredSha256 !== undefined && { sha256: file.declaredSha256 }),
    ...(file.checksum !== undefined && { [file.checksum.algorithm]: file.checksum.value }),
  };
}
