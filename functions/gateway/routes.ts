import { defineRoutes } from '../http/route.ts';
import { administrationRoutes } from './routes/administration.ts';
import { reportRoutes } from './routes/reports.ts';
import { submittingRoutes } from './routes/submitting.ts';

export const routes = defineRoutes({ ...submittingRoutes, ...administrationRoutes, ...reportRoutes });
