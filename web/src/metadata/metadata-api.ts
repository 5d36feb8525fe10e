import { queryOptions } from '@tanstack/react-query';
import type { paths } from '../../generated/api.ts';
import { api, bodyOf } from '../api/client.ts';
import { refusalOf } from '../api/refusal.ts';
import type { Target } from '../uploads/announce.ts';

type Answered<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer T } } } };
}
  ? T
  : never;

export type Metadatum = Answered<'/api/v1/metadata'>[number];
export type Metadataset = Answered<'/api/v1/pending/metadatasets'>[number];
export type StagedFile = Answered<'/api/v1/pending/files'>[number];
export type SheetRow =
  paths['/api/v1/rpc/convert-sample-sheet']['post']['responses']['200']['content']['application/json'][number];

/** What submitters give; the rest is found out by services. */
export const metadataQuery = queryOptions({
  queryKey: ['metadata', 'asked'],
  queryFn: async () => {
    const all = await bodyOf(api.GET('/api/v1/metadata'));
    return all.filter(({ serviceId }) => serviceId === null);
  },
});

const PENDING = 'pending';
export const pendingKey = [PENDING] as const;

export const pendingSetsQuery = queryOptions({
  queryKey: [PENDING, 'metadatasets'],
  queryFn: () => everyPage<Metadataset>((query) => api.GET('/api/v1/pending/metadatasets', { params: { query } })),
});

export const pendingFilesQuery = queryOptions({
  queryKey: [PENDING, 'files'],
  queryFn: () => everyPage<StagedFile>((query) => api.GET('/api/v1/pending/files', { params: { query } })),
});

const PAGE_SIZE = '1000';

interface Page<T> {
  data?: T[];
  error?: unknown;
  response: Response;
}

/** The header `Link` leads from page to page. */
async function everyPage<T>(read: (query: Record<string, string>) => Promise<unknown>): Promise<T[]> {
  const all: T[] = [];
  let after: string | undefined;
  do {
    const { data, error, response } = (await read({ limit: PAGE_SIZE, ...(after && { after }) })) as Page<T>;
    if (data === undefined) throw refusalOf(response.status, error);
    all.push(...data);
    after = nextOf(response.headers.get('link'));
  } while (after !== undefined);
  return all;
}

function nextOf(link: string | null): string | undefined {
  const url = /<([^>]+)>; rel="next"/.exec(link ?? '')?.[1];
  return url === undefined ? undefined : (new URL(url).searchParams.get('after') ?? undefined);
}

/** The rows of a sheet as records, each with what is wrong with it; nothing is kept. */
export const convertSheet = (file: File): Promise<SheetRow[]> =>
  bodyOf(
    api.POST('/api/v1/rpc/convert-sample-sheet', {
      body: file as never,
      bodySerializer: (body: unknown) => body as File,
      headers: { 'content-type': 'application/octet-stream' },
    }),
  );

export const addMetadataset = (record: SheetRow['record']): Promise<Metadataset> =>
  bodyOf(api.POST('/api/v1/metadatasets', { body: { record } }));

export const deleteMetadatasets = (metadatasetIds: string[]): Promise<unknown> =>
  bodyOf(api.POST('/api/v1/rpc/delete-metadatasets', { body: { metadatasetIds } }));

export const deleteFiles = (fileIds: string[]): Promise<unknown> =>
  bodyOf(api.POST('/api/v1/rpc/delete-files', { body: { fileIds } }));

/** @param md5 hexadecimal; @param key the same for every try; @returns the id of the file */
export async function announceFile(name: string, md5: string, key: string): Promise<string> {
  const params = { header: { 'Idempotency-Key': key } };
  return (await bodyOf(api.POST('/api/v1/files', { params, body: { name, checksum: md5 } }))).id.uuid;
}

export const targetOf = (id: string, size: number): Promise<Target> =>
  bodyOf(api.POST('/api/v1/files/{id}/uploads', { params: { path: { id } }, body: { size } }));

/** The service compares checksums now; from here on the bytes are final. */
export const confirmFile = (id: string): Promise<unknown> =>
  bodyOf(api.PUT('/api/v1/files/{id}', { params: { path: { id } }, body: { contentUploaded: true } }));

export interface Material {
  metadatasetIds: string[];
  fileIds: string[];
}

export const checkMaterial = (material: Material): Promise<unknown> =>
  bodyOf(api.POST('/api/v1/presubvalidation', { body: material }));

/** @returns the UUID of the submission */
export async function submitMaterial(material: Material, label: string, key: string): Promise<string> {
  const body = { ...material, ...(label !== '' && { label }) };
  const params = { header: { 'Idempotency-Key': key } };
  return (await bodyOf(api.POST('/api/v1/submissions', { params, body }))).id.uuid;
}
