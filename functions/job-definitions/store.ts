import { registerTask } from '../../adapters/batch/register-task.ts';
import { createGroupStore } from '../../adapters/dynamodb/group-store.ts';
import { createJobDefinitionStore } from '../../adapters/dynamodb/jobs/definition-store.ts';
import { compilePattern } from '../../adapters/tables/safe-pattern.ts';
import { conflict } from '../../domain/errors.ts';
import type { RegisterTask } from '../../domain/job/change-definitions.ts';
import { readConfig } from '../config.ts';
import { table } from '../table.ts';

const config = readConfig('JOB_SETTINGS');

export const groups = createGroupStore(table);
export const ports = { store: createJobDefinitionStore(table), compile: compilePattern };

export const register: RegisterTask = async (task) => {
  if (task.lambda !== undefined) return undefined;
  const settings = config.JOB_SETTINGS;
  if (settings === undefined) {
    throw conflict('Containers cannot be run: jobs are switched off. Set jobs.enabled in cdk.json and deploy.');
  }
  return registerTask(task, settings);
};
