import { createDefinitionStore } from '../../adapters/dynamodb/manifest-store.ts';
import { table } from '../table.ts';

export const definitions = createDefinitionStore(table);
