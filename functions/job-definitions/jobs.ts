import { notFound } from '../../domain/errors.ts';
import { named, putJob as put, deleteJob as remove } from '../../domain/job/change-definitions.ts';
import { type Call, noContent, ok, type Reply } from '../http/route.ts';
import type { routes } from './routes.ts';
import { groups, ports } from './store.ts';

type Routes = typeof routes;

const nameOf = (call: { params: Readonly<Record<string, string>> }): string => call.params['name'] ?? '';

export async function listJobs(): Promise<Reply> {
  const { jobs } = await ports.store.load();
  return ok({ jobs });
}

export async function getJob(call: Call<Routes['getJob']>): Promise<Reply> {
  const { jobs } = await ports.store.load();
  return ok(named(jobs, 'job', nameOf(call)));
}

/** The group may be named by any of its names; the job keeps its id, as submissions do. */
export async function putJob(call: Call<Routes['putJob']>): Promise<Reply> {
  const { version, groupId: reference, ...fields } = call.body;
  const group = reference === undefined ? undefined : await groups.find(reference);
  if (reference !== undefined && group === undefined) throw notFound(`There is no group ${reference}.`);
  const named = { ...fields, name: nameOf(call), ...(group !== undefined && { groupId: group.groupId }) };
  return ok(await put(ports, named, version));
}

export async function deleteJob(call: Call<Routes['deleteJob']>): Promise<Reply> {
  await remove(ports.store, nameOf(call), call.query.version);
  return noContent();
}
