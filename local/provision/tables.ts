import type { DeclaredTable } from '../dynamodb/ensure-table.ts';
import type { Stack } from '../template/stack.ts';

/** Properties that the local DynamoDB plays; coverage.ts says why the others of a table do nothing here. */
const PLAYED = ['AttributeDefinitions', 'GlobalSecondaryIndexes', 'KeySchema', 'TimeToLiveSpecification'];

export function readTables(stack: Stack): readonly DeclaredTable[] {
  return stack.ofType('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map(({ ref, properties }) => {
    const played = Object.entries(properties).filter(([name]) => PLAYED.includes(name));
    return { ...Object.fromEntries(played), TableName: ref } as unknown as DeclaredTable;
  });
}
