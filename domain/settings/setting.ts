import { compileDateFormat } from '../metadata/python-date.ts';

export const VALUE_TYPES = ['int', 'string', 'float', 'date', 'time'] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** Something that a site admin can change while the service runs. */
export interface SettingDefinition {
  /** as old as the setting: written here, so that it is the same everywhere */
  uuid: string;
  key: string;
  valueType: ValueType;
  /** until it is changed */
  initial: string;
  /** of a template: names that stand for something, as in `{fullname}` */
  placeholders?: readonly string[];
  /** why a text of the right type is no value all the same */
  fault?: (value: string) => string | undefined;
}

/** Compiled when it is needed: every function that sends mail knows the settings, and Python's tables take 15 ms. */
const reads = (format: string, value: string): boolean => compileDateFormat(format).toIso(value) !== undefined;

/** Why a text is no value of a type; undefined where it is one. */
const FAULTS: Readonly<Record<ValueType, (value: string) => string | undefined>> = {
  string: () => undefined,
  int: (value) => (/^\s*[+-]?\d+\s*$/.test(value) ? undefined : 'You have to provide an integer.'),
  float: (value) =>
    value.trim() !== '' && Number.isFinite(Number(value)) ? undefined : 'You have to provide a number.',
  date: (value) => (reads('%Y-%m-%d', value) ? undefined : "The date value has to specified in the form '%Y-%m-%d'."),
  time: (value) => (reads('%H:%M:%S', value) ? undefined : "The time value has to specified in the form '%H:%M:%S'."),
};

export const valueFault = (type: ValueType, value: string): string | undefined => FAULTS[type](value);
