/** One DynamoDB value as it travels in JSON: exactly one of these members is set. Binary values stay base64. */
export interface AttributeValue {
  S?: string;
  N?: string;
  B?: string;
  BOOL?: boolean;
  NULL?: boolean;
  SS?: string[];
  NS?: string[];
  BS?: string[];
  L?: AttributeValue[];
  M?: Item;
}

export type Item = { [attribute: string]: AttributeValue };

export interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

export interface AttributeDefinition {
  readonly AttributeName: string;
  readonly AttributeType: 'S' | 'N' | 'B';
}

export interface Index {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: {
    readonly ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
    readonly NonKeyAttributes?: readonly string[];
  };
}

/** A table as it is kept on disk and answered by DescribeTable. */
export interface Table {
  readonly TableName: string;
  readonly TableStatus: string;
  readonly KeySchema: readonly KeyElement[];
  readonly AttributeDefinitions: readonly AttributeDefinition[];
  readonly GlobalSecondaryIndexes?: readonly Index[];
}

/** A path into an item: names into maps, numbers into lists. */
export type Path = readonly (string | number)[];

export type SizeOperand = { readonly type: 'function'; readonly name: 'size'; readonly args: readonly Operand[] };
export type Operand = Path | AttributeValue | SizeOperand;

/** A parsed condition or filter, in the shape that dynalite's parser gives it. */
export type Condition =
  | { readonly type: 'and' | 'or' | 'not'; readonly args: readonly Condition[] }
  | { readonly type: 'function'; readonly name: string; readonly args: readonly Operand[] }
  | {
      readonly type: '=' | '<>' | '<' | '<=' | '>' | '>=' | 'between' | 'in';
      readonly args: readonly Operand[];
    };

export interface UpdateSection {
  readonly type: 'set' | 'remove' | 'add' | 'delete';
  readonly path: Path;
  val?: unknown;
}

export type Projection = { readonly paths: readonly Path[]; readonly nestedPaths: Record<string, boolean> };
type CapacityLevel = 'NONE' | 'TOTAL' | 'INDEXES';

/** A validated PutItem, UpdateItem, DeleteItem or ConditionCheck. Members with `_` are parsed expressions. */
export interface WriteRequest {
  readonly TableName: string;
  readonly Item?: Item;
  readonly Key?: Item;
  readonly ReturnValues?: string;
  readonly ReturnValuesOnConditionCheckFailure?: 'NONE' | 'ALL_OLD';
  readonly ReturnConsumedCapacity?: CapacityLevel;
  readonly _condition?: { readonly expression: Condition };
  readonly _updates?: { sections: UpdateSection[] };
}

export interface GetRequest {
  readonly TableName: string;
  readonly Key: Item;
  readonly ConsistentRead?: boolean;
  readonly ReturnConsumedCapacity?: CapacityLevel;
  readonly _projection?: Projection;
}

export interface PageRequest {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly Select?: string;
  readonly Limit?: number;
  readonly ConsistentRead?: boolean;
  readonly ScanIndexForward?: boolean;
  readonly ExclusiveStartKey?: Item;
  readonly ReturnConsumedCapacity?: CapacityLevel;
  /** dynalite turns a KeyConditionExpression into this older form */
  readonly KeyConditions?: Record<string, { readonly AttributeValueList: readonly AttributeValue[] }>;
  readonly _filter?: { readonly expression: Condition };
  readonly _projection?: Projection;
}
