import { describe, expect, it } from 'vitest';
import { readSettings } from '../../local/settings.ts';

describe('settings', () => {
  it('have defaults', () => {
    expect(readSettings({})).toMatchObject({ port: 8000, context: {}, endpoints: {} });
    expect(readSettings({}).directory).toBe(`${process.cwd()}/.waybill`);
    expect(readSettings({})).not.toHaveProperty('adminToken');
  });

  it('come from the environment', () => {
    const token = 'a'.repeat(64);
    const settings = readSettings({
      WAYBILL_PORT: '9000',
      WAYBILL_DATA: '/data/waybill',
      WAYBILL_ADMIN_TOKEN: token,
      WAYBILL_ADMIN_PASSWORD: 'long enough',
      WAYBILL_CONTEXT: '{"timers":{"sweepMinutes":1}}',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8042',
      AWS_ENDPOINT_URL: 'http://elsewhere',
    });
    expect(settings).toMatchObject({
      port: 9000,
      directory: '/data/waybill',
      adminToken: token,
      adminPassword: 'long enough',
      context: { timers: { sweepMinutes: 1 } },
      endpoints: { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8042' },
    });
    expect(settings.endpoints).not.toHaveProperty('AWS_ENDPOINT_URL');
  });

  it.each([
    [{ WAYBILL_PORT: 'http' }, 'WAYBILL_PORT must be a port'],
    [{ WAYBILL_PORT: '70000' }, 'WAYBILL_PORT must be a port'],
    [{ WAYBILL_ADMIN_TOKEN: 'short' }, 'WAYBILL_ADMIN_TOKEN must be 64 letters and digits; this one has 5'],
    [{ WAYBILL_CONTEXT: '{' }, 'WAYBILL_CONTEXT must be a JSON object'],
    [{ WAYBILL_CONTEXT: '[1]' }, 'WAYBILL_CONTEXT must be a JSON object'],
  ])('%j is refused', (environment, message) => {
    expect(() => readSettings(environment)).toThrow(message);
  });
});
