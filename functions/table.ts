import { openTable } from '../adapters/dynamodb/client.ts';
import { readConfig } from './config.ts';

/** The table, for whoever answers requests: one client, whose connection who calls and what they ask for share. */
export const table = openTable(readConfig('TABLE_NAME').TABLE_NAME);
