import { isDeepStrictEqual } from 'node:util';
import type { Database } from './database.ts';
import { setTimeToLive } from './time-to-live.ts';
import type { AttributeDefinition, Index, KeyElement, Table } from './types.ts';

/** A table as a template declares it (the properties of `AWS::DynamoDB::Table`). */
export interface DeclaredTable {
  readonly TableName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly AttributeDefinitions: readonly AttributeDefinition[];
  readonly GlobalSecondaryIndexes?: readonly Index[];
  readonly TimeToLiveSpecification?: { readonly AttributeName: string; readonly Enabled: boolean };
  /** Only properties that mean nothing on one machine are passed over; others are refused. */
  readonly [property: string]: unknown;
}

const HONOURED = [
  'TableName',
  'KeySchema',
  'AttributeDefinitions',
  'GlobalSecondaryIndexes',
  'TimeToLiveSpecification',
];
/** Billing, backups, encryption at rest and protection against deletion by CloudFormation. */
const WITHOUT_MEANING = [
  'BillingMode',
  'ProvisionedThroughput',
  'OnDemandThroughput',
  'WarmThroughput',
  'TableClass',
  'PointInTimeRecoverySpecification',
  'SSESpecification',
  'DeletionProtectionEnabled',
  'ContributorInsightsSpecification',
  'Tags',
];

/**
 * Creates the table if there is none of its name, and sets its time to live.
 * @throws Error where the table on disk has other keys or indexes than declared, or where a property is not implemented
 */
export async function ensureTable(database: Database, declared: DeclaredTable): Promise<void> {
  const name = declared.TableName;
  const unknown = Object.keys(declared).filter((each) => !HONOURED.includes(each) && !WITHOUT_MEANING.includes(each));
  if (unknown.length > 0)
    throw new Error(`The local DynamoDB does not implement ${unknown.join(', ')} of table ${name}`);
  const existing = database.tables.find(name);
  if (existing) checkSame(existing, declared, database.storage.directory);
  const table = existing ?? (await create(database, declared));
  const { AttributeName, Enabled } = declared.TimeToLiveSpecification ?? { AttributeName: '', Enabled: false };
  const attribute = Enabled ? AttributeName : undefined;
  if (database.tables.timeToLive(name) !== attribute) await setTimeToLive(database, table, attribute);
}

function create({ tables }: Database, declared: DeclaredTable): Promise<Table> {
  const { TableName, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } = declared;
  const indexes = GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
    IndexName,
    KeySchema,
    Projection,
  }));
  return tables.create({
    TableName,
    KeySchema,
    AttributeDefinitions,
    BillingMode: 'PAY_PER_REQUEST',
    ...(indexes?.length && { GlobalSecondaryIndexes: indexes }),
  });
}

function checkSame(existing: Table, declared: DeclaredTable, directory: string): void {
  const [onDisk, wanted] = [keysOf(existing), keysOf(declared)];
  const differing = [...new Set([...Object.keys(onDisk), ...Object.keys(wanted)])].filter(
    (part) => !isDeepStrictEqual(onDisk[part], wanted[part]),
  );
  if (differing.length === 0) return;
  const lines = differing.map(
    (part) => `  ${part}: on disk ${JSON.stringify(onDisk[part])}, declared ${JSON.stringify(wanted[part])}`,
  );
  throw new Error(
    `Table ${existing.TableName} in ${directory} has other keys or indexes than declared:\n${lines.join('\n')}\n` +
      'Remove that folder to begin with empty tables, or declare the table as it was.',
  );
}

/** The table's and each index's keys with their types, without regard to the order of declaration. */
function keysOf(table: Table | DeclaredTable): Record<string, unknown> {
  const typed = (schema: readonly KeyElement[]) =>
    schema.map(({ AttributeName: name, KeyType }) => {
      const definition = table.AttributeDefinitions.find(({ AttributeName }) => AttributeName === name);
      return `${KeyType} ${name} ${definition?.AttributeType}`;
    });
  const indexes = (table.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema, Projection }) => [
    `index ${IndexName}`,
    {
      keys: typed(KeySchema),
      projection: Projection.ProjectionType,
      attributes: (Projection.NonKeyAttributes ?? []).toSorted(),
    },
  ]);
  return { keys: typed(table.KeySchema), ...Object.fromEntries(indexes) };
}
