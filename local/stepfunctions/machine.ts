/**
 * A state machine with its executions. Its folder holds machine.json, definitions/<hash>.json (running executions keep the
 * definition they began with), executions.jsonl and journals/.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT_ID } from '../aws/account.ts';
import type { Caller } from '../aws/caller.ts';
import { readJson, writeJson } from '../aws/files.ts';
import { checkDefinition } from './asl/definition.ts';
import type { Definition } from './asl/schema.ts';
import type { Run } from './engine/run.ts';
import { type Catalogue, openCatalogue } from './journal/catalogue.ts';

export interface MachineOptions {
  readonly arn: string;
  readonly name: string;
  readonly definition: object;
  readonly type: 'STANDARD';
  /** Who calls the functions: its permissions are checked. Absent: nobody checks. */
  readonly roleCaller?: Caller;
}

export interface Machine {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly createdAt: number;
  readonly folder: string;
  readonly role: Caller | undefined;
  /** SHA-256 of the definition that new executions get */
  readonly current: string;
  readonly catalogue: Catalogue;
  /** definitions in use, by hash */
  readonly definitions: Map<string, Definition>;
  /** executions at work, by name */
  readonly runs: Map<string, Run>;
}

interface MachineFile {
  readonly arn: string;
  readonly createdAt: number;
}

/**
 * Opens the machine's folder, made where it is missing, and keeps the definition.
 * @throws Error when the definition cannot run here, or the folder belongs to another machine
 */
export function openMachine(directory: string, options: MachineOptions, now: number, known?: Machine): Machine {
  const { arn, name, definition, roleCaller: role } = options;
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(name))
    throw new Error(`State machine name '${name}': use letters, digits, - and _`);
  if ((options.type as string) !== 'STANDARD')
    throw new Error(`State machine ${name}: only STANDARD machines run here`);
  checkDefinition(name, definition);
  const folder = join(directory, name);
  mkdirSync(join(folder, 'definitions'), { recursive: true });
  const file = readJson<MachineFile>(join(folder, 'machine.json'), { arn, createdAt: now });
  if (file.arn !== arn) throw new Error(`${folder} belongs to ${file.arn}, not to ${arn}`);
  writeJson(join(folder, 'machine.json'), file);
  return {
    arn,
    name,
    roleArn: `arn:aws:iam::${ACCOUNT_ID}:role/${role?.name ?? name}`,
    createdAt: file.createdAt,
    folder,
    role,
    current: keepDefinition(folder, definition),
    catalogue: known?.catalogue ?? openCatalogue(folder),
    definitions: known?.definitions ?? new Map(),
    runs: known?.runs ?? new Map(),
  };
}

function keepDefinition(folder: string, definition: object): string {
  const hash = createHash('sha256').update(JSON.stringify(definition)).digest('hex');
  const path = definitionPath(folder, hash);
  if (!existsSync(path)) writeJson(path, definition);
  return hash;
}

function definitionPath(folder: string, hash: string): string {
  return join(folder, 'definitions', `${hash}.json`);
}

/** @throws Error when the file of a definition that an execution runs by is gone */
export function readDefinition(machine: Machine, hash: string): Definition {
  const kept = machine.definitions.get(hash);
  if (kept !== undefined) return kept;
  const path = definitionPath(machine.folder, hash);
  const definition = readJson<Definition | undefined>(path, undefined);
  if (definition === undefined) throw new Error(`${path} is missing: executions of ${machine.name} run by it`);
  machine.definitions.set(hash, definition);
  return definition;
}

export function executionArn(machine: Machine, execution: string): string {
  return `${machine.arn.replace(':stateMachine:', ':execution:')}:${execution}`;
}
