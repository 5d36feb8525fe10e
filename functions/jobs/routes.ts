import { defineRoutes, type RouteTable } from '../http/route.ts';
import * as s from './schemas.ts';

const MISSING = { 404: { description: 'Unknown, or of a job that is not public' } } as const;
const HIDDEN = {
  401: { description: 'Not of a public job, or not named by its UUID: send a token' },
  404: { description: 'Unknown, or not for the caller to see' },
} as const;

const HTML = { alsoAs: 'text/html' } as const;
const NEGOTIATED = { 406: { description: 'The header Accept takes neither JSON nor HTML' } } as const;

/** As documents describe them: each is also there without its last slash, and with `.json` in its place. */
export const routes = defineRoutes({
  listEndpoints: {
    method: 'GET',
    path: '/analytics_automated/endpoints/',
    access: 'public',
    summary: 'The jobs that can be submitted to, with the fields of their forms',
    responses: {
      200: { description: 'Those that the caller may submit to', schema: s.endpoints, ...HTML },
      ...NEGOTIATED,
    },
  },
  listJobs: {
    method: 'GET',
    path: '/analytics_automated/job/',
    access: 'public',
    summary: 'The names of jobs, ten to a page; `?page=`',
    responses: {
      200: { description: 'Those that the caller may submit to', schema: s.jobPage, ...HTML },
      404: { description: 'There is no such page' },
      ...NEGOTIATED,
    },
  },
  getJob: {
    method: 'GET',
    path: '/analytics_automated/job/{name}',
    access: 'public',
    summary: 'The steps of a job, and the programs and data that they use',
    responses: { 200: { description: 'The job', schema: s.job, ...HTML }, ...MISSING, ...NEGOTIATED },
  },
  getJobTimes: {
    method: 'GET',
    path: '/analytics_automated/jobtimes/',
    access: 'public',
    summary: 'How long jobs take',
    responses: { 200: { description: 'Of those that have run', schema: s.jobTimes, ...HTML }, ...NEGOTIATED },
  },
  submitJob: {
    method: 'POST',
    path: '/analytics_automated/submission/',
    access: 'public',
    summary: 'Run a job, or several on the same file',
    rawBody: {
      contentType: 'multipart/form-data',
      description:
        'Fields `job` (a name, or several with commas between them), `submission_name`, `email`, the parameters of the' +
        ' tasks, and the file `input_data`',
      parts: {
        job: { description: 'a name, or several with commas between them', required: true },
        submission_name: { description: 'what to call the submission', required: true },
        email: { description: 'who is told', required: true },
        input_data: { description: 'the file', isFile: true, required: true },
      },
    },
    responses: {
      201: { description: 'Poll submission/{uuid} for what becomes of it', schema: s.accepted },
      400: { description: '`{"error": …}`: a sentence, or faults by field' },
      401: { description: 'The job is not public: send a token' },
      403: { description: 'The job is switched off, or of another group' },
      415: { description: 'The body is no form' },
      429: { description: 'Too many open submissions; Retry-After says when to come back' },
    },
  },
  getBatch: {
    method: 'GET',
    path: '/analytics_automated/submission/{uuid}',
    access: 'public',
    summary: 'What has become of a submission, by its UUID or another of its names, whichever API it came through',
    responses: {
      200: { description: 'One entry for each job, with its state, message and results', schema: s.batch, ...HTML },
      ...HIDDEN,
      ...NEGOTIATED,
    },
  },
  getSubmission: {
    method: 'GET',
    path: '/analytics_automated/submission/single/{uuid}',
    access: 'public',
    summary: 'What has become of one job of a submission, or of any other submission',
    responses: { 200: { description: 'The entry', schema: s.submission, ...HTML }, ...HIDDEN, ...NEGOTIATED },
  },
  getFile: {
    method: 'GET',
    path: '/analytics_automated/submissions/{file}',
    access: 'public',
    summary: 'A result, or the submitted file, by its `data_path` or `input_file`',
    responses: {
      200: { description: 'The file' },
      302: { description: 'Where a file of more than 4 MB is' },
      ...HIDDEN,
    },
  },
});

const everything = { access: 'public', summary: 'All of this API', responses: {} } as const;

/**
 * What API Gateway passes on: everything below the prefix, since it has no routes for paths that are there with and
 * without a slash at the end. `asRoute` finds the route.
 */
export const gatewayRoutes: RouteTable = {
  get: { ...everything, method: 'GET', path: '/analytics_automated/{path+}' },
  post: { ...everything, method: 'POST', path: '/analytics_automated/{path+}' },
  getFileAtRoot: { ...routes.getFile, path: '/submissions/{file}', aliasOf: routes.getFile.path },
};
