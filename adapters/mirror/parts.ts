import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type ByteRange, partRanges, partSizeFor } from '../s3/part-plan.ts';
import { atMirror, MirrorMismatch } from './errors.ts';
import {
  checkEtag,
  described,
  type MirrorRequest,
  type MirrorRules,
  type MirrorState,
  md5,
  placed,
  readPart,
  whatOf,
} from './request.ts';

/** The parts that have arrived, as number, size and ETag; undefined where the upload is no longer open. */
type Arrived = Map<number, { size: number; etag: string }>;

/** Sends what is missing; the state where the deadline came first. */
export async function sendParts(request: MirrorRequest, rules: MirrorRules): Promise<MirrorState | undefined> {
  const continued = request.state && { state: request.state, arrived: await listParts(request, request.state) };
  // Mirrors drop unfinished uploads after a while: then all is sent again.
  const usable = continued?.arrived !== undefined;
  const state = usable ? continued.state : await openUpload(request, rules);
  const arrived: Arrived = (usable ? continued.arrived : undefined) ?? new Map();
  const ranges = partRanges(request.from.size, state.partSize);
  const wanting = ranges.filter(({ partNumber, start, end }) => arrived.get(partNumber)?.size !== end - start);
  const next = wanting.values();
  const work = async () => {
    for (const range of next) {
      arrived.set(range.partNumber, await sendPart(request, state, range));
      if (request.deadline?.() === true) return;
    }
  };
  const workers = Math.max(1, Math.floor(rules.memory / state.partSize));
  await Promise.all(Array.from({ length: workers }, work));
  if (next.next().done !== true) return state;
  await complete(request, state, ranges, arrived);
  return undefined;
}

async function openUpload(request: MirrorRequest, rules: MirrorRules): Promise<MirrorState> {
  const { UploadId } = await atMirror(whatOf(request), () =>
    request.to.mirror.client.send(new CreateMultipartUploadCommand(described(request))),
  );
  if (UploadId === undefined)
    throw new MirrorMismatch(`${whatOf(request)}: the mirror opened an upload without an id.`);
  return { uploadId: UploadId, partSize: partSizeFor(request.from.size, rules.smallestPart) };
}

async function sendPart(request: MirrorRequest, { uploadId }: MirrorState, range: ByteRange) {
  const bytes = await readPart(request, range.start, range.end);
  const digest = md5(bytes);
  const { ETag } = await atMirror(`${whatOf(request)}, part ${range.partNumber}`, () =>
    request.to.mirror.client.send(
      new UploadPartCommand({
        ...placed(request),
        UploadId: uploadId,
        PartNumber: range.partNumber,
        Body: bytes,
        ContentMD5: digest.toString('base64'),
      }),
    ),
  );
  if (ETag === undefined) throw new MirrorMismatch(`${whatOf(request)}: part ${range.partNumber} came back unnamed.`);
  checkEtag(request, ETag, digest);
  return { size: bytes.length, etag: ETag };
}

async function listParts(request: MirrorRequest, { uploadId }: MirrorState): Promise<Arrived | undefined> {
  const arrived: Arrived = new Map();
  const { client } = request.to.mirror;
  let marker: string | undefined;
  do {
    const at = { ...placed(request), UploadId: uploadId, PartNumberMarker: marker };
    const page = await atMirror(whatOf(request), async () => {
      try {
        return await client.send(new ListPartsCommand(at));
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchUpload') return undefined;
        throw error;
      }
    });
    if (page === undefined) return undefined;
    for (const { PartNumber = 0, Size = 0, ETag = '' } of page.Parts ?? []) {
      arrived.set(PartNumber, { size: Size, etag: ETag });
    }
    marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  return arrived;
}

async function complete(
  request: MirrorRequest,
  { uploadId }: MirrorState,
  ranges: readonly ByteRange[],
  arrived: Arrived,
): Promise<void> {
  const parts = ranges.map(({ partNumber }) => ({ PartNumber: partNumber, ETag: arrived.get(partNumber)?.etag }));
  await atMirror(whatOf(request), () =>
    request.to.mirror.client.send(
      new CompleteMultipartUploadCommand({
        ...placed(request),
        UploadId: uploadId,
        MultipartUpload: { Parts: parts },
      }),
    ),
  );
}
