import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import type {
  Body,
  GivenAssignment,
  NewSpecification,
  Project,
  Specification,
  SpecificationChanges,
} from './gateway-types.ts';

const PROJECT = (projectKey: string) => ({ params: { path: { projectKey } } });
const SPECIFICATION = (specificationKey: string) => ({ params: { path: { specificationKey } } });

/** Reads a list to its end; those here have a few pages at most. */
async function everyPage<Page extends { next?: string }, T>(
  read: (after: { after?: string }) => Promise<Page>,
  items: (page: Page) => readonly T[],
): Promise<T[]> {
  const all: T[] = [];
  let page: Page | undefined;
  do {
    page = await read(page?.next === undefined ? {} : { after: page.next });
    all.push(...items(page));
  } while (page.next !== undefined);
  return all;
}

export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: () =>
    everyPage(
      (query) => bodyOf(api.GET('/api/v1/projects', { params: { query } })),
      ({ projects }) => projects,
    ),
});

export const projectQuery = (key: string) =>
  queryOptions({
    queryKey: ['projects', key],
    queryFn: () => bodyOf(api.GET('/api/v1/projects/{projectKey}', PROJECT(key))),
  });

export const createProject = (body: Body<'/api/v1/projects', 'post'>): Promise<Project> =>
  bodyOf(api.POST('/api/v1/projects', { body }));

export const changeProject = (key: string, body: Body<'/api/v1/projects/{projectKey}', 'patch'>): Promise<Project> =>
  bodyOf(api.PATCH('/api/v1/projects/{projectKey}', { ...PROJECT(key), body }));

export const specificationsQuery = (projectKey: string) =>
  queryOptions({
    queryKey: ['projects', projectKey, 'specifications'],
    queryFn: () =>
      everyPage(
        (query) =>
          bodyOf(api.GET('/api/v1/projects/{projectKey}/specifications', { params: { path: { projectKey }, query } })),
        ({ specifications }) => specifications,
      ),
  });

export const specificationQuery = (key: string) =>
  queryOptions({
    queryKey: ['specifications', key],
    queryFn: () => bodyOf(api.GET('/api/v1/specifications/{specificationKey}', SPECIFICATION(key))),
  });

export const createSpecification = (projectKey: string, body: NewSpecification): Promise<Specification> =>
  bodyOf(api.POST('/api/v1/projects/{projectKey}/specifications', { ...PROJECT(projectKey), body }));

export const changeSpecification = (key: string, body: SpecificationChanges): Promise<Specification> =>
  bodyOf(api.PATCH('/api/v1/specifications/{specificationKey}', { ...SPECIFICATION(key), body }));

export const givenQuery = (specificationKey: string) =>
  queryOptions({
    queryKey: ['specifications', specificationKey, 'assignments'],
    queryFn: () =>
      everyPage(
        (query) =>
          bodyOf(
            api.GET('/api/v1/specifications/{specificationKey}/assignments', {
              params: { path: { specificationKey }, query },
            }),
          ),
        ({ assignments }) => assignments,
      ),
  });

export const createAssignment = (
  specificationKey: string,
  body: Body<'/api/v1/specifications/{specificationKey}/assignments', 'post'>,
): Promise<GivenAssignment> =>
  bodyOf(
    api.POST('/api/v1/specifications/{specificationKey}/assignments', { ...SPECIFICATION(specificationKey), body }),
  );

export const changeAssignment = (
  assignmentKey: string,
  body: Body<'/api/v1/assignments/{assignmentKey}', 'patch'>,
): Promise<GivenAssignment> =>
  bodyOf(api.PATCH('/api/v1/assignments/{assignmentKey}', { params: { path: { assignmentKey } }, body }));

/** Users who can be named as members: those that the admin may see. */
export const usersQuery = queryOptions({
  queryKey: ['users', 'to-name'],
  queryFn: () =>
    everyPage(
      (query) => bodyOf(api.GET('/api/v1/users', { params: { query } })),
      ({ users }) => users,
    ),
});
