import type { Loaders } from '../../http/route.ts';
import type { submissionsRoutes } from '../routes/submissions.ts';

const submit = () => import('./submit.ts');

export const submissionsHandlers: Loaders<typeof submissionsRoutes> = {
  submit: submit,
  prevalidate: submit,
  listGroupSubmissions: () => import('./list.ts'),
};
