import { problemShape } from '../http/problem.ts';
import { serveDoor } from '../http/serve.ts';
import { changeAssignment, createAssignment, listSpecificationAssignments } from './assignments.ts';
import { getInput } from './download-input.ts';
import { changeProject, createProject, getProject, listProjects } from './projects.ts';
import { postInput } from './receive-input.ts';
import { reportRules, reportSubmissions, reportTasks } from './reports.ts';
import { routes } from './routes.ts';
import { changeSpecification, createSpecification, getSpecification, listSpecifications } from './specifications.ts';
import { start } from './start.ts';
import {
  createSubmission,
  getAssignment,
  listAssignmentSubmissions,
  listAssignments,
  listDrafts,
} from './submissions.ts';

export const handler = serveDoor({
  routes,
  errorShape: problemShape,
  handlers: {
    createProject,
    listProjects,
    getProject,
    changeProject,
    createSpecification,
    listSpecifications,
    getSpecification,
    changeSpecification,
    createAssignment,
    listSpecificationAssignments,
    changeAssignment,
    listAssignments,
    getAssignment,
    listAssignmentSubmissions,
    listDrafts,
    createSubmission,
    postInput,
    getInput,
    start,
    reportSubmissions,
    reportRules,
    reportTasks,
  },
});
