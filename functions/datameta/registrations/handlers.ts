import type { Loaders } from '../../http/route.ts';
import type { registrationsRoutes } from '../routes/registrations.ts';

const registrations = async () => (await import('./registrations.ts')).registrationsHandlers;

export const registrationsHandlers: Loaders<typeof registrationsRoutes> = {
  register: registrations,
  registrationSettings: registrations,
  listRegistrations: registrations,
  acceptRegistration: registrations,
  rejectRegistration: registrations,
};
