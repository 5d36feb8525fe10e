import { defineRoutes } from '../http/route.ts';
import * as s from './schemas.ts';

const UNKNOWN = { 404: { description: 'Unknown name; the message lists the known ones' } } as const;
const REFUSED = {
  400: { description: 'What is wrong, field by field' },
  409: { description: 'Another version, or still in use' },
} as const;

export const routes = defineRoutes({
  listTasks: {
    method: 'GET',
    path: '/api/v1/tasks',
    access: 'siteAdmin',
    summary: 'The tasks that can be steps of jobs',
    responses: { 200: { description: 'In the order of creation', schema: s.taskList } },
  },
  getTask: {
    method: 'GET',
    path: '/api/v1/tasks/{name}',
    access: 'siteAdmin',
    summary: 'One task: command, files, parameters, resources',
    responses: { 200: { description: 'The task', schema: s.task }, ...UNKNOWN },
  },
  putTask: {
    method: 'PUT',
    path: '/api/v1/tasks/{name}',
    access: 'siteAdmin',
    summary: 'Create or replace a task; what was submitted before runs as it was',
    body: s.taskChange,
    responses: { 200: { description: 'The task as it is now', schema: s.task }, ...REFUSED },
  },
  deleteTask: {
    method: 'DELETE',
    path: '/api/v1/tasks/{name}',
    access: 'siteAdmin',
    summary: 'Delete a task that no job has as a step',
    query: s.deletion,
    responses: { 204: { description: 'Deleted' }, ...REFUSED, ...UNKNOWN },
  },
  listJobs: {
    method: 'GET',
    path: '/api/v1/jobs',
    access: 'siteAdmin',
    summary: 'All jobs',
    responses: { 200: { description: 'In the order of creation', schema: s.jobList } },
  },
  getJob: {
    method: 'GET',
    path: '/api/v1/jobs/{name}',
    access: 'siteAdmin',
    summary: 'One job: steps, validators, who may submit',
    responses: { 200: { description: 'The job', schema: s.job }, ...UNKNOWN },
  },
  putJob: {
    method: 'PUT',
    path: '/api/v1/jobs/{name}',
    access: 'siteAdmin',
    summary: 'Create or replace a job; `runnable: false` retires it',
    body: s.jobChange,
    responses: {
      200: { description: 'The job as it is now', schema: s.job },
      404: { description: 'No such group' },
      ...REFUSED,
    },
  },
  listForms: {
    method: 'GET',
    path: '/api/v1/job-forms',
    access: 'public',
    summary: 'What is to be filled in for each job that the caller can submit to now',
    responses: { 200: { description: 'In the order of creation', schema: s.formList } },
  },
  deleteJob: {
    method: 'DELETE',
    path: '/api/v1/jobs/{name}',
    access: 'siteAdmin',
    summary: 'Delete a job; what was submitted to it stays and can be read',
    query: s.deletion,
    responses: { 204: { description: 'Deleted' }, ...REFUSED, ...UNKNOWN },
  },
});
