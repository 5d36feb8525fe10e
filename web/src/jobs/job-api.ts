import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../api/client.ts';
import { Refusal, refusalOf } from '../api/refusal.ts';
import type { Batch } from './job-types.ts';

export const formsQuery = queryOptions({
  queryKey: ['job-forms'],
  queryFn: async () => (await bodyOf(api.GET('/api/v1/job-forms'))).jobs,
});

export const timesQuery = queryOptions({
  queryKey: ['job-times'],
  queryFn: () => bodyOf(api.GET('/analytics_automated/jobtimes/', { headers: JSON_ONLY })),
});

const JSON_ONLY = { accept: 'application/json' } as const;
const LOOK_MS = 2_000;
const ENDED = new Set(['Complete', 'Error', 'Crash']);
export const hasEnded = ({ state }: Pick<Batch, 'state'>): boolean => ENDED.has(state);

/** What has become of the jobs of one request, looked at again and again until all have ended. */
export const batchQuery = (uuid: string) =>
  queryOptions({
    queryKey: ['job-batch', uuid],
    queryFn: () =>
      bodyOf(api.GET('/analytics_automated/submission/{uuid}', { params: { path: { uuid } }, headers: JSON_ONLY })),
    refetchInterval: ({ state }) => (state.data && hasEnded(state.data) ? false : LOOK_MS),
  });

/** Faults of the form by the name of the field. */
export class FormRefusal extends Refusal {
  readonly faults: Readonly<Record<string, readonly string[]>>;
  constructor(status: number, faults: Readonly<Record<string, readonly string[]>>) {
    super(status, 'Correct the marked fields and submit again.');
    this.faults = faults;
  }
}

export interface NewRun {
  jobs: readonly string[];
  name: string;
  email: string;
  file: File;
  values: Readonly<Record<string, string>>;
  /** the same for every try, so that two tries run the jobs once */
  key: string;
}

/** @returns the UUID by which the jobs are followed. @throws FormRefusal where fields are wrong */
export async function submitJobs({ jobs, name, email, file, values, key }: NewRun): Promise<string> {
  const form = new FormData();
  form.set('job', jobs.join(','));
  form.set('submission_name', name);
  form.set('email', email);
  for (const [field, value] of Object.entries(values)) form.set(field, value);
  form.set('input_data', file, file.name);
  const { data, error, response } = await api.POST('/analytics_automated/submission/', {
    params: { header: { 'Idempotency-Key': key } },
    body: form as never,
    bodySerializer: (body: unknown) => body as FormData,
    headers: JSON_ONLY,
  });
  if (data !== undefined) return data.UUID;
  const { error: told } = (error ?? {}) as { error?: unknown };
  if (typeof told === 'object' && told !== null) {
    throw new FormRefusal(response.status, told as Record<string, readonly string[]>);
  }
  throw refusalOf(response.status, error);
}
