/** Writes the OpenAPI document to the file that is named, for programs that are built against it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DOORS } from './doors.ts';
import { openApiDocument } from './open-api.ts';

const path = process.argv[2];
if (path === undefined) throw new Error('Name the file: node functions/documentation/print.ts openapi.json');
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, JSON.stringify(openApiDocument(DOORS, { name: 'Waybill', url: 'https://waybill.example.org' })));
