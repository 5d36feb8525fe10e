import { changedSettings, writeSetting } from '../../../adapters/dynamodb/settings-store.ts';
import { notFound } from '../../../domain/errors.ts';
import { currentSettings, findSetting, requireValue } from '../../../domain/settings/settings.ts';
import { canonicalUuid } from '../../../domain/uuid.ts';
import { type Handlers, noContent, ok } from '../../http/route.ts';
import { table } from '../../table.ts';
import type { settingsRoutes } from '../routes/settings.ts';

export const settingsHandlers: Handlers<typeof settingsRoutes> = {
  listSettings: async () => {
    const settings = currentSettings(await changedSettings(table));
    return ok(settings.map(({ uuid, key, valueType, value }) => ({ id: { uuid }, key, valueType, value })));
  },
  updateSetting: async ({ params, body }) => {
    const setting = findSetting(canonicalUuid(params['id'] ?? '') ?? '');
    if (setting === undefined) throw notFound('There is no such setting.');
    requireValue(setting, body.value);
    await writeSetting(table, setting.key, body.value);
    return noContent();
  },
};
