import type { Handlers } from '../../http/route.ts';
import type { submissionsRoutes } from '../routes/submissions.ts';

export const submissionsHandlers: Handlers<typeof submissionsRoutes> = {};
