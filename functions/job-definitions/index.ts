import { problemShape } from '../http/problem.ts';
import { serveDoor } from '../http/serve.ts';
import { routes } from './routes.ts';

const tasks = () => import('./tasks.ts');
const jobs = () => import('./jobs.ts');

export const handler = serveDoor({
  routes,
  errorShape: problemShape,
  handlers: {
    listTasks: tasks,
    getTask: tasks,
    putTask: tasks,
    deleteTask: tasks,
    listJobs: jobs,
    getJob: jobs,
    putJob: jobs,
    deleteJob: jobs,
    listForms: () => import('./forms.ts'),
  },
});
