import { randomInt } from 'node:crypto';
import { ACCOUNT_ID, REGION } from '../aws/account.ts';
import { parseBody, type Service } from '../aws/endpoint.ts';
import { readJson, writeJson } from '../aws/files.ts';
import { accessDenied, ServiceError } from '../aws/service-error.ts';
import type { Resource, Stack } from '../template/stack.ts';

/** Secrets by ARN; generated values are kept in a file, so that they survive a restart. */
export interface Secrets {
  /** Puts a secret that the template does not declare; gives its ARN. */
  put(name: string, value: string): string;
  readonly service: Service;
}

interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly value: string;
}

/** Secrets Manager with the secrets of the template. `path` keeps what is generated. */
export function openSecrets(stack: Stack, path: string): Secrets {
  const generated = readJson<Record<string, string>>(path, {});
  const secrets = new Map<string, Secret>();
  for (const resource of stack.ofType('AWS::SecretsManager::Secret')) {
    const value = generated[resource.logicalId] ?? initialValue(resource);
    generated[resource.logicalId] = value;
    secrets.set(resource.ref, { arn: resource.ref, name: nameOf(resource.ref), value });
  }
  if (secrets.size > 0) writeJson(path, generated);
  return {
    put: (name, value) => {
      const arn = `arn:aws:secretsmanager:${REGION}:${ACCOUNT_ID}:secret:${name}-local0`;
      secrets.set(arn, { arn, name, value });
      return arn;
    },
    service: secretsService(secrets),
  };
}

/** The name is in the ARN, before a hyphen and six characters. */
function nameOf(arn: string): string {
  return arn.slice(arn.indexOf(':secret:') + ':secret:'.length, -7);
}

function secretsService(secrets: ReadonlyMap<string, Secret>): Service {
  return async ({ caller, headers, body }) => {
    if (headers['x-amz-target'] !== 'secretsmanager.GetSecretValue') {
      throw new ServiceError(400, 'UnknownOperationException', 'the local Secrets Manager only has GetSecretValue');
    }
    const { SecretId = '' } = parseBody<{ SecretId?: string }>(body);
    const secret = secrets.get(SecretId) ?? [...secrets.values()].find(({ name }) => name === SecretId);
    const arn = secret?.arn ?? `arn:aws:secretsmanager:${REGION}:${ACCOUNT_ID}:secret:${SecretId}`;
    if (!caller.allows('secretsmanager:GetSecretValue', arn)) {
      throw accessDenied(caller.name, 'secretsmanager:GetSecretValue', arn);
    }
    if (secret === undefined) {
      throw new ServiceError(400, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    const { name, value } = secret;
    const answer = {
      ARN: secret.arn,
      Name: name,
      SecretString: value,
      VersionId: 'local',
      VersionStages: ['AWSCURRENT'],
    };
    return { headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(answer) };
  };
}

interface GenerateSecretString {
  readonly PasswordLength?: number;
  readonly ExcludeCharacters?: string;
  readonly ExcludePunctuation?: boolean;
  readonly SecretStringTemplate?: string;
  readonly GenerateStringKey?: string;
}

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const PUNCTUATION = '!#$%&()*+,-./:;<=>?@[]^_{|}~';

function initialValue({ logicalId, properties }: Resource): string {
  const { SecretString, GenerateSecretString } = properties;
  if (typeof SecretString === 'string') return SecretString;
  const options = (GenerateSecretString ?? {}) as GenerateSecretString;
  const known = [
    'PasswordLength',
    'ExcludeCharacters',
    'ExcludePunctuation',
    'SecretStringTemplate',
    'GenerateStringKey',
  ];
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new Error(`secret ${logicalId}: ${unknown} is not known to the local run`);
  const password = generate(options);
  if (options.SecretStringTemplate === undefined) return password;
  const template = JSON.parse(options.SecretStringTemplate) as Record<string, string>;
  return JSON.stringify({ ...template, [options.GenerateStringKey ?? '']: password });
}

function generate({
  PasswordLength = 32,
  ExcludeCharacters = '',
  ExcludePunctuation = false,
}: GenerateSecretString): string {
  const all = ExcludePunctuation ? LETTERS_AND_DIGITS : `${LETTERS_AND_DIGITS}${PUNCTUATION}`;
  const allowed = all.split('').filter((character) => !ExcludeCharacters.includes(character));
  return Array.from({ length: PasswordLength }, () => allowed[randomInt(allowed.length)]).join('');
}
