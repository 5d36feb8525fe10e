import { api, bodyOf } from '../api/client.ts';
import type { Definition } from './draft.ts';

/** Definitions that are JSON documents with a name and a version; all four have the same calls. */
export type Kind = 'manifest-profiles' | 'vocabularies' | 'jobs' | 'tasks';

export interface Entry {
  name: string;
  title?: string;
  description?: string;
  version: number;
  builtIn?: boolean;
}

interface Calls {
  list: () => Promise<Entry[]>;
  read: (name: string) => Promise<Definition>;
  write: (name: string, body: unknown) => Promise<unknown>;
  remove: (name: string, version: number) => Promise<unknown>;
}

const one = (name: string) => ({ params: { path: { name } } });
const versioned = (name: string, version: number) => ({ params: { path: { name }, query: { version } } });

/** What a person wrote is a definition once the service has taken it. */
const given = (name: string, body: unknown) => ({ ...one(name), body: body as never });

export const CALLS: Readonly<Record<Kind, Calls>> = {
  'manifest-profiles': {
    list: async () => (await bodyOf(api.GET('/api/v1/manifest-profiles'))).profiles,
    read: async (name) => bodyOf(api.GET('/api/v1/manifest-profiles/{name}', one(name))),
    write: (name, body) => bodyOf(api.PUT('/api/v1/manifest-profiles/{name}', given(name, body))),
    remove: (name, version) => bodyOf(api.DELETE('/api/v1/manifest-profiles/{name}', versioned(name, version))),
  },
  vocabularies: {
    list: async () => (await bodyOf(api.GET('/api/v1/vocabularies'))).vocabularies,
    read: async (name) => bodyOf(api.GET('/api/v1/vocabularies/{name}', one(name))),
    write: (name, body) => bodyOf(api.PUT('/api/v1/vocabularies/{name}', given(name, body))),
    remove: (name, version) => bodyOf(api.DELETE('/api/v1/vocabularies/{name}', versioned(name, version))),
  },
  jobs: {
    list: async () => (await bodyOf(api.GET('/api/v1/jobs'))).jobs,
    read: async (name) => bodyOf(api.GET('/api/v1/jobs/{name}', one(name))),
    write: (name, body) => bodyOf(api.PUT('/api/v1/jobs/{name}', given(name, body))),
    remove: (name, version) => bodyOf(api.DELETE('/api/v1/jobs/{name}', versioned(name, version))),
  },
  tasks: {
    list: async () => (await bodyOf(api.GET('/api/v1/tasks'))).tasks,
    read: async (name) => bodyOf(api.GET('/api/v1/tasks/{name}', one(name))),
    write: (name, body) => bodyOf(api.PUT('/api/v1/tasks/{name}', given(name, body))),
    remove: (name, version) => bodyOf(api.DELETE('/api/v1/tasks/{name}', versioned(name, version))),
  },
};
