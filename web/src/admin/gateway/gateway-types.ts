import type { paths } from '../../../generated/api.ts';

type Answered<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer T } } } };
}
  ? T
  : never;
export type Body<Path extends keyof paths, Method extends 'post' | 'patch'> = paths[Path] extends {
  [M in Method]: { requestBody: { content: { 'application/json': infer T } } };
}
  ? T
  : never;

export type Project = Answered<'/api/v1/projects/{projectKey}'>;
export type Specification = Answered<'/api/v1/specifications/{specificationKey}'>;
export type NewSpecification = Body<'/api/v1/projects/{projectKey}/specifications', 'post'>;
export type SpecificationChanges = Body<'/api/v1/specifications/{specificationKey}', 'patch'>;
export type ListedSpecification = Answered<'/api/v1/projects/{projectKey}/specifications'>['specifications'][number];
export type GivenAssignment = Answered<'/api/v1/specifications/{specificationKey}/assignments'>['assignments'][number];

type Report<Kind extends string> = Answered<`/api/v1/reports/specification/{specificationKey}/${Kind}` & keyof paths>;

export type Rule = Report<'rule_conformance'>['rules'][number];
export type Task = Report<'task_conformance'>['tasks'][number];
export type Reported = Report<'submissions'>['submissions'][number];
