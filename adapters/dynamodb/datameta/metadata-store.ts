import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { inOrder, type MetadatumDefinition } from '../../../domain/metadata/definition.ts';
import type { Renamed } from '../../../domain/metadata/renamed.ts';
import type { Table } from '../client.ts';
import { holds } from '../conditional.ts';
import { keys } from '../keys.ts';
import { readPartition } from '../read-pages.ts';

/** A definition as stored. */
export interface Metadatum extends MetadatumDefinition, Renamed {
  /** rises with every change */
  revision: number;
}

/** All definitions, in the order in which they are shown. One call: a site has some dozens, and 1 MB holds thousands. */
export async function listMetadata(table: Table): Promise<Metadatum[]> {
  const rows = await readPartition(table, keys.metadatum('').PK);
  return inOrder(rows.map(({ PK: _pk, SK: _sk, ...metadatum }) => metadatum as unknown as Metadatum));
}

/**
 * Writes a definition.
 * @param metadatum a new one with revision 1, a changed one with the revision that was read and one more
 * @returns false where somebody else was faster
 */
export async function putMetadatum(table: Table, metadatum: Metadatum): Promise<boolean> {
  const isNew = metadatum.revision === 1;
  return holds(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...keys.metadatum(metadatum.uuid), ...metadatum },
        ConditionExpression: isNew ? 'attribute_not_exists(PK)' : 'revision = :read',
        ...(!isNew && { ExpressionAttributeValues: { ':read': metadatum.revision - 1 } }),
      }),
    ),
  );
}
