import { openTable } from '../../adapters/dynamodb/client.ts';
import { createGroupStore } from '../../adapters/dynamodb/group-store.ts';
import { createJobDefinitionStore } from '../../adapters/dynamodb/jobs/definition-store.ts';
import { compilePattern } from '../../adapters/tables/safe-pattern.ts';
import type { RegisterTask } from '../../domain/job/change-definitions.ts';
import { readConfig } from '../config.ts';

const table = openTable(readConfig('TABLE_NAME').TABLE_NAME);

export const groups = createGroupStore(table);
export const ports = { store: createJobDefinitionStore(table), compile: compilePattern };
export const register: RegisterTask = async () => undefined;
