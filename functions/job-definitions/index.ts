import { problemShape } from '../http/problem.ts';
import { serveDoor } from '../http/serve.ts';
import { listForms } from './forms.ts';
import { deleteJob, getJob, listJobs, putJob } from './jobs.ts';
import { routes } from './routes.ts';
import { deleteTask, getTask, listTasks, putTask } from './tasks.ts';

export const handler = serveDoor({
  routes,
  errorShape: problemShape,
  handlers: { listTasks, getTask, putTask, deleteTask, listJobs, getJob, putJob, deleteJob, listForms },
});
