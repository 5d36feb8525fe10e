import AwsS3 from '@uppy/aws-s3';
import Uppy, { type Body, type Meta } from '@uppy/core';
import { api, bodyOf } from '../api/client.ts';
import type { Target } from './announce.ts';

export interface SentMeta extends Meta {
  target: Target;
}
export type Sender = Uppy<SentMeta, Body>;

/** Files, and parts of files, that are on their way at once: what browsers send to one host over HTTP/1.1. */
const AT_ONCE = 6;
/** Milliseconds before each new try of a part. While the browser is offline it waits without counting. */
const RETRY_DELAYS = [0, 1_000, 3_000, 5_000, 10_000, 20_000, 30_000];

type InParts = Extract<Target, { partSize: number }>;
export const inParts = (target: Target): target is InParts => 'partSize' in target;

const upload = (meta: SentMeta): string => meta.target.upload;
const path = (meta: SentMeta) => ({ params: { path: { upload: upload(meta) } } });

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
    shouldUseMultipart: ({ meta }) => inParts(meta.target),
    getChunkSize: (data) => partSizes.get(data) ?? data.size,
    getUploadParameters: ({ meta: { target } }) => {
      if (inParts(target)) throw new Error(`${target.name} is sent in parts.`);
      return { method: 'PUT', url: target.url, headers: target.headers };
    },
    createMultipartUpload: ({ meta }) => ({ uploadId: upload(meta), key: upload(meta) }),
    listParts: async ({ meta }) => {
      const { parts = [] } = await bodyOf(api.GET('/api/v1/uploads/{upload}', path(meta)));
      return parts.map(({ partNumber, size }) => ({ PartNumber: partNumber, Size: size, ETag: String(partNumber) }));
    },
    signPart: async ({ meta }, { partNumber }) => {
      const body = { partNumbers: [partNumber] };
      const { parts } = await bodyOf(api.POST('/api/v1/uploads/{upload}/parts', { ...path(meta), body }));
      const url = parts[0]?.url;
      if (url === undefined) throw new Error(`The service did not say where to send part ${partNumber}.`);
      return { method: 'PUT', url };
    },
    completeMultipartUpload: async ({ meta }) => {
      await bodyOf(api.POST('/api/v1/uploads/{upload}/complete', path(meta)));
      return {};
    },
    abortMultipartUpload: () => undefined,
  });
  return sender;
}
