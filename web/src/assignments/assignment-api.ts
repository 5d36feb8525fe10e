import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../api/client.ts';
import type { Submission } from '../submissions/submission-query.ts';

export const DRAFTS = ['drafts'] as const;

/** One's own submissions to assignments that are not started, newest first. */
export const draftsQuery = queryOptions({ queryKey: DRAFTS, queryFn: () => bodyOf(api.GET('/api/v1/drafts')) });

export const assignmentQuery = (assignmentKey: string) =>
  queryOptions({
    queryKey: ['assignment', assignmentKey],
    queryFn: () => bodyOf(api.GET('/api/v1/assignments/{assignmentKey}', { params: { path: { assignmentKey } } })),
  });

export const newDraft = (assignmentKey: string): Promise<Submission> =>
  bodyOf(api.POST('/api/v1/assignments/{assignmentKey}/submission', { params: { path: { assignmentKey } } }));

export const startDraft = (id: string): Promise<Submission> =>
  bodyOf(api.POST('/api/v1/submissions/{ref}/start', { params: { path: { ref: id } } }));

/** Where to send the file of an input; a file that was sent before is replaced. */
export async function announceInput(id: string, dataStorePath: string, file: File) {
  const body = { files: [{ name: dataStorePath, fileName: file.name, size: file.size }] };
  const { files } = await bodyOf(
    api.POST('/api/v1/submissions/{ref}/uploads', { params: { path: { ref: id } }, body }),
  );
  const [target] = files;
  if (target === undefined) throw new Error(`The service did not say where to send ${file.name}.`);
  return target;
}

/** Tells the service that the file is there, instead of waiting until it notices. */
export const confirmInput = (id: string, dataStorePath: string) =>
  bodyOf(
    api.POST('/api/v1/submissions/{ref}/uploads/confirm', {
      params: { path: { ref: id } },
      body: { names: [dataStorePath] },
    }),
  );
