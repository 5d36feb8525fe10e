import type { Handlers } from '../../http/route.ts';
import type { servicesRoutes } from '../routes/services.ts';

export const servicesHandlers: Handlers<typeof servicesRoutes> = {};
