import AwsS3 from '@uppy/aws-s3';
import Uppy, { type Body, type Meta } from '@uppy/core';
import { api, bodyOf } from '../api/client.ts';
import type { Target } from './announce.ts';
import { patiently, RETRY_DELAYS } from './patience.ts';

export interface SentMeta extends Meta {
  target: Target;
}
export type Sender = Uppy<SentMeta, Body>;

/** Files, and parts of files, that are on their way at once: what browsers send to one host over HTTP/1.1. */
const AT_ONCE = 6;

type InParts = Extract<Target, { partSize: number }>;
export const inParts = (target: Target): target is InParts => 'partSize' in target;

const upload = (meta: SentMeta): string => meta.target.upload;
const path = (meta: SentMeta) => ({ params: { path: { upload: upload(meta) } } });

/** What S3 answered, or 0 where nothing came back; `undefined` where nothing was sent. */
export const statusOf = (error: unknown): number | undefined =>
  (error as { source?: { status?: number } } | undefined)?.source?.status;

const isAway = (error: unknown): boolean => {
  const status = statusOf(error);
  return status === 0 || status === 429 || (status !== undefined && status >= 500);
};

type SendBytes = typeof AwsS3.uploadPartBytes;

/**
 * Uppy tries parts again, and whole files never. One that is there already was sent by a request whose answer was lost:
 * its place is its announcement's alone.
 */
const sendBytes: SendBytes = async (options) => {
  const { signature, signal, onComplete } = options;
  const isPart = signature.headers === undefined;
  if (isPart) return AwsS3.uploadPartBytes(options);
  try {
    return await patiently(() => AwsS3.uploadPartBytes(options), { signal, passing: isAway });
  } catch (error) {
    if (statusOf(error) !== 412) throw error;
    onComplete?.('');
    return { ETag: '' };
  }
};

/** Uppy, sending to S3 with the URLs that the service signs. Nothing is ever given up there: parts stay for a resume. */
export function createSender(): Sender {
  const partSizes = new WeakMap<object, number>();
  const sender: Sender = new Uppy<SentMeta, Body>({ autoProceed: false, allowMultipleUploadBatches: true });
  sender.on('file-added', ({ data, meta }) => {
    if (data && inParts(meta.target)) partSizes.set(data, meta.target.partSize);
  });
  sender.use(AwsS3<SentMeta, Body>, {
    limit: AT_ONCE,
    retryDelays: RETRY_DELAYS,
    uploadPartBytes: sendBytes,
    shouldUseMultipart: ({ meta }) => inParts(meta.target),
    getChunkSize: (data) => partSizes.get(data) ?? data.size,
    getUploadParameters: ({ meta: { target } }) => {
      if (inParts(target)) throw new Error(`${target.name} is sent in parts.`);
      return { method: 'PUT', url: target.url, headers: target.headers };
    },
    createMultipartUpload: ({ meta }) => ({ uploadId: upload(meta), key: upload(meta) }),
    listParts: async ({ meta }, { signal }) => {
      const listed = await patiently(() => bodyOf(api.GET('/api/v1/uploads/{upload}', path(meta))), { signal });
      const { parts = [] } = listed;
      return parts.map(({ partNumber, size }) => ({ PartNumber: partNumber, Size: size, ETag: String(partNumber) }));
    },
    signPart: async ({ meta }, { partNumber }) => {
      const body = { partNumbers: [partNumber] };
      const { parts } = await bodyOf(api.POST('/api/v1/uploads/{upload}/parts', { ...path(meta), body }));
      const url = parts[0]?.url;
      if (url === undefined) throw new Error(`The service did not say where to send part ${partNumber}.`);
      return { method: 'PUT', url };
    },
    completeMultipartUpload: async ({ meta }, { signal }) => {
      await patiently(() => bodyOf(api.POST('/api/v1/uploads/{upload}/complete', path(meta))), { signal });
      return {};
    },
    abortMultipartUpload: () => undefined,
  });
  return sender;
}
