import { createGroupStore } from '../../adapters/dynamodb/group-store.ts';
import { createUserStore } from '../../adapters/dynamodb/user-store.ts';
import { readConfig } from '../config.ts';
import { table } from '../table.ts';

export const config = readConfig('SITE_IDS', 'SITE_URL', 'UPLOAD_DEADLINE_SECONDS');
export const groups = createGroupStore(table);
export const users = createUserStore(table);
