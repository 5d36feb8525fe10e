import { describe, expect, it } from 'vitest';
import { compilePythonPattern } from '../../../adapters/python/compile-pattern.ts';
import type { DomainError } from '../../../domain/errors.ts';
import {
  type DefinitionRequest,
  definitionFrom,
  definitionRequest,
  inOrder,
} from '../../../domain/metadata/definition.ts';
import { definition, SERVICE } from './definitions.ts';

const request = (parts: Partial<DefinitionRequest> = {}): DefinitionRequest => ({
  name: 'ZIP Code',
  regexDescription: 'Exactly three digits',
  longDescription: '',
  example: '123',
  regExp: '^[0-9]{3}$',
  dateTimeFmt: '',
  isMandatory: true,
  order: 3,
  isFile: false,
  isSubmissionUnique: false,
  isSiteUnique: false,
  serviceId: null,
  ...parts,
});

const others = [definition('Lab-ID', { uuid: 'other' })];
const make = (parts: Partial<DefinitionRequest>, service: typeof SERVICE | null = null) =>
  definitionFrom(request(parts), { uuid: 'new', service, others, compile: compilePythonPattern });

function faults(parts: Partial<DefinitionRequest>): (string | undefined)[][] {
  try {
    make(parts);
    return [];
  } catch (error) {
    return (error as DomainError).issues.map(({ field, message }) => [field, message]);
  }
}

describe('definitions of metadata', () => {
  it('takes empty texts for nothing, but for the example', () => {
    expect(make({ regexDescription: '', regExp: '', example: '' }, SERVICE)).toEqual({
      ...definition('ZIP Code'),
      uuid: 'new',
      isMandatory: true,
      order: 3,
      service: SERVICE,
    });
  });

  it('keeps what is stated', () => {
    expect(make({})).toMatchObject({ regExp: '^[0-9]{3}$', regexDescription: 'Exactly three digits', service: null });
  });

  it.each([
    ['a name that another one has', { name: 'Lab-ID' }, 'name', 'another metadatum'],
    ['no name', { name: ' ' }, 'name', 'needs a name'],
    ['a name with a line break', { name: 'a\nb' }, 'name', 'line breaks'],
    ['a name that no object can safely have', { name: '__proto__' }, 'name', 'reserved'],
    ['a name without end', { name: 'n'.repeat(201) }, 'name', 'at most 200'],
    ['a description without end', { longDescription: 'n'.repeat(10_001) }, 'longDescription', 'At most 10000'],
    ['a broken pattern', { regExp: '[a' }, 'regExp', 'not closed'],
    ['a pattern that backtracks', { regExp: '(?=a)' }, 'regExp', 'not supported'],
    ['an unknown directive', { dateTimeFmt: '%Q' }, 'dateTimeFmt', 'no directive'],
    ['a date that is a file', { dateTimeFmt: '%Y', isFile: true }, 'dateTimeFmt', 'not both'],
  ])('refuses %s', (_, parts, field, message) => {
    expect(faults(parts)).toEqual([[field, expect.stringContaining(message)]]);
  });

  it('reports all faults at once', () => {
    expect(faults({ name: '', regExp: '(', dateTimeFmt: '%' }).map(([field]) => field)).toEqual([
      'name',
      'regExp',
      'dateTimeFmt',
    ]);
  });

  it('lets a definition keep its own name', () => {
    const changed = definitionFrom(request({ name: 'Lab-ID' }), {
      uuid: 'other',
      service: null,
      others,
      compile: compilePythonPattern,
    });
    expect(changed.name).toBe('Lab-ID');
  });

  it('asks for every field and for no other', () => {
    const { example: _, ...incomplete } = request();
    expect(definitionRequest.safeParse(incomplete).success).toBe(false);
    expect(definitionRequest.safeParse({ ...request(), more: 1 }).success).toBe(false);
    expect(definitionRequest.safeParse({ ...request(), regExp: null }).success).toBe(false);
    expect(definitionRequest.safeParse(request()).success).toBe(true);
  });

  it('orders by order, then by name', () => {
    const some = [definition('b', { order: 2 }), definition('c', { order: 1 }), definition('a', { order: 2 })];
    expect(inOrder(some).map(({ name }) => name)).toEqual(['c', 'a', 'b']);
  });
});
