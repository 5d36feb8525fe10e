import type { Callers } from '../../aws/caller.ts';
import { demand, objectArn } from '../auth/permission.ts';
import { CHECKSUM_ALGORITHMS, checksumHeader, DEFAULT_ALGORITHM } from '../body/checksums.ts';
import { checkedValue } from '../body/declared-digests.ts';
import { type BodyDigests, startDigests } from '../body/running-digests.ts';
import { S3Error } from '../errors.ts';
import { checkedKey, type S3Request } from '../http/request.ts';
import { ENCRYPTED, emptyResponse, type S3Response, xmlResponse } from '../http/response.ts';
import { versionHeader } from '../objects/find.ts';
import { checksumHeaders, type Readout } from '../objects/ingest.ts';
import { MOST_BYTES_AT_ONCE } from '../objects/put.ts';
import { storeObject } from '../objects/store-object.ts';
import { storedHeaders } from '../objects/stored-headers.ts';
import { tagsFromXml } from '../objects/tags.ts';
import type { Bucket } from '../store/buckets.ts';
import type { Store } from '../store/store.ts';
import type { NewVersion } from '../store/versions.ts';
import { parseXml } from '../xml.ts';
import { type FormFile, readForm } from './form.ts';
import { checkPolicy, type FormFields, type LengthRange, signerOf } from './policy.ts';

interface PostExchange {
  readonly request: S3Request;
  readonly store: Store;
  readonly bucket: Bucket;
  readonly callers: Callers;
}

/** A browser's form upload, allowed by the signed policy in its fields. The file is stored while it arrives. */
export async function postObject(exchange: PostExchange): Promise<S3Response> {
  return await readForm(exchange.request.body(), async (fields, file) => {
    const version = await store(exchange, fields, file);
    return answer(exchange, fields, version);
  });
}

async function store(exchange: PostExchange, fields: FormFields, file: FormFile): Promise<NewVersion> {
  const { bucket, request, store: kept, callers } = exchange;
  const caller = signerOf(fields, callers);
  const range = checkPolicy(fields, bucket.name, kept.now());
  const key = checkedKey((fields.get('key') ?? '').replace(/\$\{filename\}/g, () => file.name));
  if (key === '') throw new S3Error('InvalidArgument', 'Bucket POST must contain a field named key.');
  demand({ caller, request }, 's3:PutObject', objectArn(bucket.name, key));
  const tagging = fields.get('tagging');
  if (tagging !== undefined) demand({ caller, request }, 's3:PutObjectTagging', objectArn(bucket.name, key));
  const draft = {
    key,
    headers: storedHeaders({ field: (name) => fields.get(name), names: [...fields.keys()] }),
    tags: tagging === undefined ? [] : tagsFromXml(parseXml(tagging, 'Tagging')),
    origin: { reason: 'POST Object', requestId: request.id, sourceIp: request.sourceIp },
  } as const;
  return await storeObject(kept, bucket, openFile(file, fields, range), draft);
}

/** The file's bytes, held to the size that the policy allows and to the digest that the form declares. */
function openFile({ content }: FormFile, fields: FormFields, { least, most }: LengthRange): Readout {
  const declared = CHECKSUM_ALGORITHMS.find((each) => fields.has(checksumHeader(each)));
  const algorithm = declared ?? DEFAULT_ALGORITHM;
  const expected = declared && checkedValue(declared, fields.get(checksumHeader(declared)) ?? '');
  const limit = Math.min(most, MOST_BYTES_AT_ONCE);
  let digests: BodyDigests;
  return {
    digests: () => digests,
    async *read() {
      const running = await startDigests(algorithm);
      let size = 0;
      for await (const chunk of content as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > limit) throw new S3Error('EntityTooLarge');
        running.update(chunk);
        yield chunk;
      }
      if (size < least) throw new S3Error('EntityTooSmall');
      digests = running.end();
      if (expected !== undefined && expected !== digests.checksum.value)
        throw new S3Error('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
    },
  };
}

function answer({ bucket, request }: PostExchange, fields: FormFields, version: NewVersion): S3Response {
  const location = `http://${request.headers.host ?? ''}/${bucket.name}/${encodeURIComponent(version.key)}`;
  const etag = `"${version.etag}"`;
  const headers = {
    etag,
    location,
    ...ENCRYPTED,
    ...(version.checksum ? checksumHeaders(version.checksum) : {}),
    ...versionHeader(bucket, version.versionId),
  };
  const redirect = redirectTarget(fields, { bucket: bucket.name, key: version.key, etag });
  if (redirect !== undefined) return emptyResponse(303, { ...headers, location: redirect });
  switch (fields.get('success_action_status')) {
    case '200':
      return emptyResponse(200, headers);
    case '201': {
      const content = { Location: location, Bucket: bucket.name, Key: version.key, ETag: etag };
      return { ...xmlResponse('PostResponse', content, headers), status: 201 };
    }
    default:
      return emptyResponse(204, headers);
  }
}

function redirectTarget(fields: FormFields, result: Readonly<Record<string, string>>): string | undefined {
  const target = fields.get('success_action_redirect');
  if (target === undefined || !URL.canParse(target)) return undefined;
  const url = new URL(target);
  for (const [name, value] of Object.entries(result)) url.searchParams.set(name, value);
  return url.href;
}
