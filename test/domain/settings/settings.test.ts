import { describe, expect, it } from 'vitest';
import { MAIL_KINDS } from '../../../domain/settings/mail-templates.ts';
import { type ValueType, valueFault } from '../../../domain/settings/setting.ts';
import {
  currentSettings,
  findSetting,
  mailText,
  requireValue,
  SETTINGS,
  userAgreement,
} from '../../../domain/settings/settings.ts';
import { fillIn, templateFault } from '../../../domain/settings/template.ts';

const template = SETTINGS.find(({ key }) => key === 'template_forgot_token') ?? expect.fail('no such setting');

describe('settings of the site', () => {
  it('have one key and one UUID each', () => {
    expect(new Set(SETTINGS.map(({ key }) => key)).size).toBe(SETTINGS.length);
    expect(new Set(SETTINGS.map(({ uuid }) => uuid)).size).toBe(SETTINGS.length);
    expect(findSetting(template.uuid)).toBe(template);
    expect(findSetting('nothing')).toBeUndefined();
  });

  it('begin with values that are valid themselves', () => {
    for (const setting of SETTINGS) expect(() => requireValue(setting, setting.initial)).not.toThrow();
  });

  it('show what was changed, and what was not as it began', () => {
    const shown = currentSettings(new Map([['user_agreement', 'Be good.']]));
    expect(shown.find(({ key }) => key === 'user_agreement')?.value).toBe('Be good.');
    expect(shown.find(({ key }) => key === template.key)?.value).toBe(template.initial);
    expect(userAgreement(new Map())).toBe('');
  });

  it.each<[ValueType, string[], string[], string]>([
    ['int', ['5', ' -7 ', '+1'], ['', '1.5', 'x', '1e3'], 'You have to provide an integer.'],
    ['float', ['5', '-1.5e3'], ['', 'x', 'Infinity'], 'You have to provide a number.'],
    ['date', ['2021-3-4'], ['', '2021-02-30'], "The date value has to specified in the form '%Y-%m-%d'."],
    ['time', ['23:59:00'], ['', '24:00:00', '1:2'], "The time value has to specified in the form '%H:%M:%S'."],
    ['string', ['', 'x'], [], ''],
  ])('takes as %s what can be read as one', (type, good, bad, message) => {
    expect(good.map((value) => valueFault(type, value))).toEqual(good.map(() => undefined));
    expect(bad.map((value) => valueFault(type, value))).toEqual(bad.map(() => message));
  });

  it.each([
    ['Hello {name}', '"{name}" stands for nothing here; there are {fullname}'],
    ['Hello {', 'A "{" stands alone'],
    ['Hello }', 'A "}" stands alone'],
    ['x'.repeat(25_001), 'more than 25000 characters'],
  ])('refuse templates that cannot be filled in', (value, message) => {
    expect(() => requireValue(template, value)).toThrow(message);
  });
});

describe('texts of mails', () => {
  it('are filled in, doubled braces being braces', () => {
    expect(templateFault('{{{a}}} {b}', ['a', 'b'])).toBeUndefined();
    expect(fillIn('{{{a}}} {b} {{a}}', { a: '1', b: '{a}' })).toBe('{1} {a} {a}');
  });

  it('take no line breaks from values', () => {
    expect(fillIn('To: {a}', { a: 'x\r\nBcc: y\u2028z' })).toBe('To: x Bcc: y z');
  });

  it.each(MAIL_KINDS)('leave no placeholder in %s', (kind) => {
    const names = SETTINGS.find(({ key }) => key === `template_${kind}`)?.placeholders ?? [];
    const { subject, text } = mailText(new Map(), kind, Object.fromEntries(names.map((name) => [name, `<${name}>`])));
    expect(subject + text).not.toMatch(/\{\w+\}/);
    expect(text).toContain('<fullname>');
  });

  it('are those of the site, the subject on one line', () => {
    const changed = new Map([
      ['subject_reject', 'No,\n{fullname}'],
      ['template_reject', 'Sorry.'],
    ]);
    expect(mailText(changed, 'reject', { fullname: 'Ada' })).toEqual({ subject: 'No, Ada', text: 'Sorry.' });
  });
});
