import { defineRoutes } from '../../http/route.ts';

export const submissionsRoutes = defineRoutes({});
