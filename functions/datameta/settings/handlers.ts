import type { Loaders } from '../../http/route.ts';
import type { settingsRoutes } from '../routes/settings.ts';

const settings = async () => (await import('./settings.ts')).settingsHandlers;

export const settingsHandlers: Loaders<typeof settingsRoutes> = {
  listSettings: settings,
  updateSetting: settings,
};
