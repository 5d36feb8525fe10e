import { getAssignment } from '../../adapters/dynamodb/gateway/assignment-store.ts';
import { getProject } from '../../adapters/dynamodb/gateway/project-store.ts';
import { getSpecification } from '../../adapters/dynamodb/gateway/specification-store.ts';
import { findSubmission, noSuchSubmission, type SubmissionRow } from '../../adapters/dynamodb/submission-store.ts';
import { mayChange, mayManageGroup, refusalOf } from '../../domain/account/permissions.ts';
import type { Principal } from '../../domain/account/principal.ts';
import { conflict, notFound } from '../../domain/errors.ts';
import { takesInputs } from '../../domain/file/announce.ts';
import { type Assignment, hasAccess } from '../../domain/gateway/assignment.ts';
import { isAssignmentKey, isProjectKey, isSpecificationKey } from '../../domain/gateway/keys.ts';
import type { Project } from '../../domain/gateway/project.ts';
import type { Specification } from '../../domain/gateway/specification.ts';
import { table } from '../table.ts';

type Params = Readonly<Record<string, string>>;

const missing = (what: string, key: string) =>
  notFound(`There is no ${what} '${key}', or you may not see it. Keys are written in capital letters.`);

/** A project is run by the admins of its group; one of the site by site admins. */
const runs = (principal: Principal, project: Project): boolean => mayManageGroup(principal, project.groupId ?? '');

/** The project that a call names, for those who run it; for others there is none. */
export async function projectFor(principal: Principal, params: Params): Promise<Project> {
  const { projectKey: key = '' } = params;
  const project = isProjectKey(key) ? await getProject(table, key) : undefined;
  if (project === undefined || !runs(principal, project)) throw missing('project', key);
  return project;
}

/** The specification that a call names, for those who run its project. */
export async function specificationFor(
  principal: Principal,
  params: Params,
): Promise<{ specification: Specification; project: Project }> {
  const { specificationKey: key = '' } = params;
  const specification = isSpecificationKey(key) ? await getSpecification(table, key) : undefined;
  const project = specification && (await getProject(table, specification.projectKey));
  if (specification === undefined || project === undefined || !runs(principal, project)) {
    throw missing('specification', key);
  }
  return { specification, project };
}

/** An assignment with what it belongs to. */
export interface Opened {
  assignment: Assignment;
  specification: Specification;
  project: Project;
  /** the caller runs the project */
  administers: boolean;
  /** the caller may submit */
  mayDeliver: boolean;
}

/** The assignment that a call names, for those who may submit to it and those who run its project. */
export async function assignmentFor(principal: Principal, params: Params): Promise<Opened> {
  const { assignmentKey: key = '' } = params;
  const assignment = isAssignmentKey(key) ? await getAssignment(table, key) : undefined;
  if (assignment === undefined) throw missing('assignment', key);
  const [specification, project] = await Promise.all([
    getSpecification(table, assignment.specificationKey),
    getProject(table, assignment.projectKey),
  ]);
  if (specification === undefined || project === undefined) throw missing('assignment', key);
  const administers = runs(principal, project);
  const mayDeliver = hasAccess(principal, assignment);
  if (!administers && !mayDeliver && !principal.siteRead) throw missing('assignment', key);
  return { assignment, specification, project, administers, mayDeliver };
}

/** A submission to an assignment that the caller may add to. */
export async function submissionToChange(principal: Principal, params: Params): Promise<SubmissionRow> {
  const ref = params['ref'] ?? '';
  const submission = await findSubmission(table, ref);
  if (submission === undefined) throw noSuchSubmission(ref);
  if (!mayChange(principal, submission)) throw refusalOf(principal, submission, noSuchSubmission(ref));
  if (submission.door !== 'gateway') {
    throw conflict(`Submission '${ref}' is to no assignment: it has no inputs, and starts by itself.`);
  }
  return submission;
}

/** @throws DomainError `conflict` that says why a submission takes no inputs any more */
export function checkTakesInputs(submission: SubmissionRow): void {
  if (takesInputs(submission)) return;
  const { uuid, state, errorMessage } = submission;
  const why = state === 'running' || state === 'succeeded' ? 'has been started' : (errorMessage ?? `is ${state}`);
  throw conflict(`Submission ${uuid} takes no inputs any more: it ${why}. Make a new one.`);
}
