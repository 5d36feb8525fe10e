import * as z from 'zod/mini';

/** What a JSON Schema of zod's says, as far as it is told to readers. */
interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  prefixItems?: Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
  description?: string;
  format?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  $ref?: string;
  $defs?: Record<string, Schema>;
}

/** Integers that are not bounded have these bounds, which say nothing. */
const SAFE = new Set([Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]);

/** A schema as a type, in the notation of TypeScript, with bounds and remarks behind each line. */
export function typeNotation(schema: z.ZodMiniType, io: 'input' | 'output'): string {
  const json = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Schema;
  const named = Object.entries(json.$defs ?? {}).map(
    ([name, part]) => `\n\ntype ${nameOf(name)} = ${typeOf(part, '')}`,
  );
  return `${typeOf(json, '')}${named.join('')}`;
}

const nameOf = (name: string): string => name.replace(/^__schema/, 'Type');

function typeOf(schema: Schema, indent: string): string {
  if (schema.$ref !== undefined) return schema.$ref === '#' ? 'Self' : nameOf(schema.$ref.replace('#/$defs/', ''));
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map((choice) => typeOf(choice, indent)).join(' | ');
  if (schema.allOf !== undefined) return schema.allOf.map((part) => typeOf(part, indent)).join(' & ');
  if (Array.isArray(schema.type)) return schema.type.join(' | ');
  if (schema.type === 'array') return arrayOf(schema, indent);
  if (schema.type === 'object') return objectOf(schema, indent);
  return schema.format === undefined ? (schema.type ?? 'any') : `${schema.type ?? 'string'} (${schema.format})`;
}

function arrayOf({ items, prefixItems }: Schema, indent: string): string {
  if (prefixItems !== undefined) return `[${prefixItems.map((item) => typeOf(item, indent)).join(', ')}]`;
  const item = typeOf(items ?? {}, indent);
  return item.includes(' | ') && !item.startsWith('{') ? `(${item})[]` : `${item}[]`;
}

function objectOf({ properties = {}, required = [], additionalProperties }: Schema, indent: string): string {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([name, property]) => {
    const optional = required.includes(name) ? '' : '?';
    return `${inner}${quoted(name)}${optional}: ${typeOf(property, inner)}${remarks(property)}`;
  });
  if (typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0) {
    lines.push(`${inner}[name: string]: ${typeOf(additionalProperties, inner)}`);
  }
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}

const quoted = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

function remarks(schema: Schema): string {
  const said = [
    range(schema.minLength, schema.maxLength, 'characters'),
    range(schema.minItems, schema.maxItems, 'items'),
    range(bound(schema.minimum), bound(schema.maximum)),
    schema.default === undefined ? undefined : `default ${JSON.stringify(schema.default)}`,
    schema.description,
  ].filter((remark) => remark !== undefined);
  return said.length === 0 ? '' : `  // ${said.join('; ')}`;
}

const bound = (value: number | undefined): number | undefined =>
  value === undefined || SAFE.has(value) ? undefined : value;

function range(from: number | undefined, to: number | undefined, unit?: string): string | undefined {
  const behind = unit === undefined ? '' : ` ${unit}`;
  if (from !== undefined && to !== undefined) return `${from} to ${to}${behind}`;
  if (to !== undefined) return `at most ${to}${behind}`;
  return from === undefined ? undefined : `at least ${from}${behind}`;
}
