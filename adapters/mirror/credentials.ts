import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { isTransient } from '../s3/errors.ts';
import { MirrorUnavailable } from './errors.ts';

/** An HMAC key of Google Cloud Storage, as its console shows it. */
const secretSchema = () =>
  z.object({
    accessKeyId: z.string().check(z.minLength(1)),
    secretAccessKey: z.string().check(z.minLength(1)),
  });

export type MirrorCredentials = z.output<ReturnType<typeof secretSchema>>;

/** One read per secret and container: Secrets Manager charges by the call, and the key changes about never. */
const loaded = new Map<string, Promise<MirrorCredentials>>();

/** The HMAC key from Secrets Manager: `{"accessKeyId": "GOOG…", "secretAccessKey": "…"}`. */
export function mirrorCredentials(client: SecretsManagerClient, secretId: string): Promise<MirrorCredentials> {
  const known = loaded.get(secretId);
  if (known !== undefined) return known;
  const loading = load(client, secretId);
  loaded.set(secretId, loading);
  // A failure is not kept: the next call may find the secret in order.
  loading.catch(() => loaded.delete(secretId));
  return loading;
}

/** Forgets a key that the mirror has refused, so that a rotated one is picked up. */
export function forgetMirrorCredentials(secretId: string): void {
  loaded.delete(secretId);
}

async function load(client: SecretsManagerClient, secretId: string): Promise<MirrorCredentials> {
  const parsed = secretSchema().safeParse(jsonOf(await secretText(client, secretId)));
  if (parsed.success) return parsed.data;
  // Never the value itself: this message goes to the log.
  throw new Error(
    `The secret ${secretId} must be JSON with accessKeyId and secretAccessKey, an HMAC key of the mirror.`,
  );
}

async function secretText(client: SecretsManagerClient, secretId: string): Promise<string> {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: secretId }))).SecretString ?? '';
  } catch (error) {
    if (!isTransient(error)) throw error;
    throw new MirrorUnavailable(`Secrets Manager could not give the secret ${secretId} of the mirror.`, {
      cause: error,
    });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
