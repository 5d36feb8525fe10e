import type { Loaders } from '../../http/route.ts';
import type { servicesRoutes } from '../routes/services.ts';

const services = async () => (await import('./services.ts')).servicesHandlers;

export const servicesHandlers: Loaders<typeof servicesRoutes> = {
  createService: services,
  listServices: services,
  updateService: services,
};
