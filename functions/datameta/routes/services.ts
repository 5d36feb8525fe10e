import { defineRoutes } from '../../http/route.ts';

export const servicesRoutes = defineRoutes({});
