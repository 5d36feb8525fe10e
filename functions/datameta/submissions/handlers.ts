import type { Handlers } from '../../http/route.ts';
import type { submissionsRoutes } from '../routes/submissions.ts';
import { listGroupSubmissions } from './list.ts';
import { prevalidate, submit } from './submit.ts';

export const submissionsHandlers: Handlers<typeof submissionsRoutes> = { submit, prevalidate, listGroupSubmissions };
