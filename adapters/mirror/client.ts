import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { forgetMirrorCredentials, type MirrorCredentials, mirrorCredentials } from './credentials.ts';
import { isCredentialFault } from './errors.ts';

/** A bucket outside AWS that speaks S3's API. */
export interface Mirror {
  client: S3Client;
  bucket: string;
}

export interface MirrorPlace {
  /** `https://storage.googleapis.com` for Google Cloud Storage's XML API */
  endpoint: string;
  bucket: string;
  /** `auto` unless told otherwise, which Google Cloud Storage wants; other providers have regions of their own */
  region?: string;
}

/**
 * Opens the mirror. Google Cloud Storage takes S3's requests with these differences: one global endpoint with the
 * bucket in the path, the region `auto`, and none of S3's newer checksum headers, which the SDK would add by itself.
 */
export function openMirror(place: MirrorPlace, credentials: MirrorCredentials): Mirror {
  const client = new S3Client({
    endpoint: place.endpoint,
    region: place.region ?? 'auto',
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // An upload of 16 MiB over a slow line is busy, not idle; a minute without a byte means a dead connection.
    requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
  });
  return { client, bucket: place.bucket };
}

export interface MirrorSettings extends MirrorPlace {
  /** name or ARN of the secret with the HMAC key */
  secretId: string;
}

/** Makes the client that reads the secret; call it once per module. */
export const openSecrets = (): SecretsManagerClient => new SecretsManagerClient({});

/** Clients by the key they sign with: a rotated key makes a new one. */
const clients = new WeakMap<MirrorCredentials, Mirror>();

/** Runs something at the mirror with the key from the secret; a key that the mirror refuses is not used again. */
export async function withMirror<T>(
  secrets: SecretsManagerClient,
  settings: MirrorSettings,
  use: (mirror: Mirror) => Promise<T>,
): Promise<T> {
  const credentials = await mirrorCredentials(secrets, settings.secretId);
  const mirror = clients.get(credentials) ?? openMirror(settings, credentials);
  clients.set(credentials, mirror);
  try {
    return await use(mirror);
  } catch (error) {
    if (error instanceof Error && isCredentialFault(error.cause)) forgetMirrorCredentials(settings.secretId);
    throw error;
  }
}
