import { createHmac } from 'node:crypto';

/**
 * The value of `X-Waybill-Signature`: `t=<epoch seconds>,v1=<hex>`, the HMAC-SHA256 of `<t>.<signed>` under the
 * webhook's secret. A receiver computes it anew, compares in constant time, and refuses times that are minutes away.
 */
export function signatureHeader(secret: string, signed: string, now: Date): string {
  const time = Math.floor(now.getTime() / 1000);
  const mac = createHmac('sha256', secret).update(`${time}.${signed}`).digest('hex');
  return `t=${time},v1=${mac}`;
}
