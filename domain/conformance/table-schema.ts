import * as z from 'zod';
import { storableNumber } from '../number.ts';

/** The types of Frictionless Table Schema v1. */
export const FIELD_TYPES = [
  'string',
  'number',
  'integer',
  'boolean',
  'object',
  'array',
  'date',
  'time',
  'datetime',
  'year',
  'yearmonth',
  'duration',
  'geopoint',
  'geojson',
  'any',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

const name = () => z.string().trim().min(1).max(200);
const prose = () => z.string().max(2_000);
/** A limit or an allowed value, as JSON or as it would stand in a cell. */
const literal = () => z.union([z.string().max(1_000), storableNumber(), z.boolean()]);
const length = () => z.int().min(0).max(1_000_000);
const word = () => z.string().max(100);

const constraintsSchema = () =>
  z.strictObject({
    required: z.boolean().optional(),
    unique: z.boolean().optional(),
    minLength: length().optional(),
    maxLength: length().optional(),
    minimum: literal().optional(),
    maximum: literal().optional(),
    /** must match the whole value; RE2's syntax, which has no look-around and no back-references */
    pattern: z.string().min(1).max(1_000).optional(),
    enum: z.array(literal()).min(1).max(2_000).optional(),
  });
export type Constraints = z.output<ReturnType<typeof constraintsSchema>>;

const fieldSchema = () =>
  z.strictObject({
    name: name(),
    type: z.enum(FIELD_TYPES).default('string'),
    /** what there is for a type is in the documentation; dates take `default`, `any` or a pattern such as `%d.%m.%Y` */
    format: z.string().min(1).max(100).optional(),
    constraints: constraintsSchema().default({}),
    /** booleans: how they are written */
    trueValues: z.array(word()).min(1).max(20).optional(),
    falseValues: z.array(word()).min(1).max(20).optional(),
    /** numbers: the decimal mark, the mark between groups of digits, and whether nothing may surround the digits */
    decimalChar: z.string().length(1).optional(),
    groupChar: z.string().length(1).optional(),
    bareNumber: z.boolean().optional(),
    title: prose().optional(),
    description: prose().optional(),
    example: z.unknown().optional(),
    rdfType: prose().optional(),
  });
export type Field = z.output<ReturnType<typeof fieldSchema>>;

/** One column or several; always a list afterwards. */
const columns = () => z.union([name().transform((one) => [one]), z.array(name()).min(1).max(10)]);

const foreignKeySchema = () =>
  z.strictObject({
    fields: columns(),
    reference: z.strictObject({
      /** the `dataStorePath` of another input, or the empty string for this very table */
      resource: z.string().max(1_000),
      fields: columns(),
    }),
  });
export type ForeignKey = z.output<ReturnType<typeof foreignKeySchema>>;

/** A Frictionless Table Schema, v1, with `fieldsMatch` of v2. Unknown properties are refused: they would check nothing. */
export const tableSchema = () =>
  z.strictObject({
    $schema: z.string().max(1_000).optional(),
    fields: z.array(fieldSchema()).min(1).max(500),
    missingValues: z.array(z.string().max(100)).max(50).default(['']),
    primaryKey: columns().optional(),
    foreignKeys: z.array(foreignKeySchema()).max(8).default([]),
    /**
     * how the header and `fields` must agree. `exact`: the same columns in the same order; `equal`: in any order;
     * `subset`: all fields, and possibly further columns; `superset`: no column that is no field, though some may lack;
     * `partial`: at least one field
     */
    fieldsMatch: z.enum(['exact', 'equal', 'subset', 'superset', 'partial']).default('equal'),
    title: prose().optional(),
    description: prose().optional(),
  });
export type TableSchema = z.output<ReturnType<typeof tableSchema>>;
