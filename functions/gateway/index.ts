import { problemShape } from '../http/problem.ts';
import { serveDoor } from '../http/serve.ts';
import { routes } from './routes.ts';

const projects = () => import('./projects.ts');
const specifications = () => import('./specifications.ts');
const assignments = () => import('./assignments.ts');
const submissions = () => import('./submissions.ts');
const reports = () => import('./reports.ts');

export const handler = serveDoor({
  routes,
  errorShape: problemShape,
  handlers: {
    createProject: projects,
    listProjects: projects,
    getProject: projects,
    changeProject: projects,
    createSpecification: specifications,
    listSpecifications: specifications,
    getSpecification: specifications,
    changeSpecification: specifications,
    createAssignment: assignments,
    listSpecificationAssignments: assignments,
    changeAssignment: assignments,
    listAssignments: submissions,
    getAssignment: submissions,
    listAssignmentSubmissions: submissions,
    listDrafts: submissions,
    createSubmission: submissions,
    postInput: () => import('./receive-input.ts'),
    getInput: () => import('./download-input.ts'),
    start: () => import('./start.ts'),
    reportSubmissions: reports,
    reportRules: reports,
    reportTasks: reports,
  },
});
