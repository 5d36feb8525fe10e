import { existsSync, readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { ACCOUNT_ID, REGION } from '../aws/account.ts';
import { ASYNCHRONOUS_DEFAULTS, type FunctionConfiguration } from './configuration.ts';

/** Only functions with such a name can be tasks of jobs. */
const NAMED = /^waybill-task-[\w-]+\.(mjs|js)$/;

/**
 * Functions of the person who runs this machine, which jobs may name as tasks: each `waybill-task-<name>.mjs` in the
 * folder exports `handler`. In an account they are deployed apart from the stack, so the template does not say them.
 */
export function readTaskFunctions(folder: string | undefined): readonly FunctionConfiguration[] {
  if (folder === undefined) return [];
  if (!existsSync(folder)) throw new Error(`WAYBILL_TASK_FUNCTIONS names ${folder}, which does not exist.`);
  const files = readdirSync(folder).filter((file) => NAMED.test(file));
  if (files.length > 0) return files.map((file) => readTaskFunction(join(folder, file)));
  throw new Error(`WAYBILL_TASK_FUNCTIONS names ${folder}, which holds no file waybill-task-<name>.mjs.`);
}

function readTaskFunction(modulePath: string): FunctionConfiguration {
  const name = basename(modulePath, extname(modulePath));
  return {
    logicalId: name,
    name,
    label: name,
    arn: `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${name}`,
    handler: `${name}.handler`,
    modulePath,
    exportName: 'handler',
    hasRole: false,
    environment: {},
    timeoutMs: LONGEST_MS,
    memoryMegabytes: 1024,
    reservedConcurrency: undefined,
    asynchronous: ASYNCHRONOUS_DEFAULTS,
  };
}

/** The longest that Lambda lets a function run: the task itself says how long it may take. */
const LONGEST_MS = 900_000;
