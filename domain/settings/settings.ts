import { invalid } from '../errors.ts';
import { licence } from '../submission/licence.ts';
import { type MailKind, mailSettings } from './mail-templates.ts';
import { type SettingDefinition, type ValueType, valueFault } from './setting.ts';
import { fillIn, templateFault } from './template.ts';

/** All settings of a site, in the order in which lists show them. */
export const SETTINGS: readonly SettingDefinition[] = [
  ...mailSettings,
  // nobody has to agree to anything while it is empty
  { uuid: 'b2b5a1a7-5a7e-4d1e-9d6c-0c3a8f1e6b09', key: 'user_agreement', valueType: 'string', initial: '' },
  // of data that everybody may have, where nobody has said another
  {
    uuid: 'b2b5a1a7-5a7e-4d1e-9d6c-0c3a8f1e6b0a',
    key: 'default_licence',
    valueType: 'string',
    initial: '',
    fault: (value) => (value === '' ? undefined : licence.safeParse(value).error?.issues[0]?.message),
  },
];

/** A setting with its value. */
export interface Setting {
  uuid: string;
  key: string;
  valueType: ValueType;
  value: string;
}

/** All settings together are one read of at most 1 MB. */
const VALUE_MAX = 25_000;

/** @param changed values by key, of the settings that were changed */
export const currentSettings = (changed: ReadonlyMap<string, string>): Setting[] =>
  SETTINGS.map(({ uuid, key, valueType, initial }) => ({
    uuid,
    key,
    valueType,
    value: changed.get(key) ?? initial,
  }));

/** @param uuid in its stored spelling */
export const findSetting = (uuid: string): SettingDefinition | undefined =>
  SETTINGS.find((setting) => setting.uuid === uuid);

/** @throws DomainError `invalid` where a value is not of the setting's type, or a template cannot be filled in */
export function requireValue({ valueType, placeholders, fault }: SettingDefinition, value: string): void {
  const long = value.length > VALUE_MAX ? `The value has more than ${VALUE_MAX} characters.` : undefined;
  const unfit = placeholders === undefined ? undefined : templateFault(value, placeholders);
  const message = long ?? valueFault(valueType, value) ?? unfit ?? fault?.(value);
  if (message !== undefined) throw invalid(message, { issues: [{ field: 'value', message }] });
}

/** The subject, on one line, and the text of a mail. */
export function mailText(
  changed: ReadonlyMap<string, string>,
  kind: MailKind,
  values: Readonly<Record<string, string>>,
): { subject: string; text: string } {
  const template = (key: string) => currentSettings(changed).find((setting) => setting.key === key)?.value ?? '';
  const subject = fillIn(template(`subject_${kind}`), values)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return { subject, text: fillIn(template(`template_${kind}`), values) };
}

export const userAgreement = (changed: ReadonlyMap<string, string>): string => changed.get('user_agreement') ?? '';

export const defaultLicence = (changed: ReadonlyMap<string, string>): string =>
  (changed.get('default_licence') ?? '').trim();
