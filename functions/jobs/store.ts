import { createJobDefinitionStore } from '../../adapters/dynamodb/jobs/definition-store.ts';
import { readConfig } from '../config.ts';
import { table } from '../table.ts';

export const config = readConfig('SITE_IDS', 'SITE_URL', 'JOB_LOW_FROM', 'JOB_REFUSE_FROM', 'JOB_RESULT_SECONDS');
export const definitions = createJobDefinitionStore(table);
