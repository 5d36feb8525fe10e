import { named, putTask as put, deleteTask as remove } from '../../domain/job/change-definitions.ts';
import { type Call, noContent, ok, type Reply } from '../http/route.ts';
import type { routes } from './routes.ts';
import { ports, register } from './store.ts';

type Routes = typeof routes;

const nameOf = (call: { params: Readonly<Record<string, string>> }): string => call.params['name'] ?? '';

export async function listTasks(): Promise<Reply> {
  const { tasks } = await ports.store.load();
  return ok({ tasks });
}

export async function getTask(call: Call<Routes['getTask']>): Promise<Reply> {
  const { tasks } = await ports.store.load();
  return ok(named(tasks, 'task', nameOf(call)));
}

export async function putTask(call: Call<Routes['putTask']>): Promise<Reply> {
  const { version, ...fields } = call.body;
  return ok(await put({ ...ports, register }, { ...fields, name: nameOf(call) }, version));
}

export async function deleteTask(call: Call<Routes['deleteTask']>): Promise<Reply> {
  await remove(ports.store, nameOf(call), call.query.version);
  return noContent();
}
