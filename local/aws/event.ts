/** An EventBridge event as rules match it and targets receive it. */
export interface BusEvent {
  version: '0';
  id: string;
  source: string;
  'detail-type': string;
  account: string;
  /** ISO 8601, UTC, whole seconds */
  time: string;
  region: string;
  resources: string[];
  detail: unknown;
}
