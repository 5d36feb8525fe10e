import { Logger } from '@aws-lambda-powertools/logger';

/** Structured JSON lines to the function's log; level and service name come from the function's environment. */
export const log = new Logger({ serviceName: 'waybill' });
