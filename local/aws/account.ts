/** The one account and region of the local run; ARNs that the template builds resolve to these. */
export const ACCOUNT_ID = '000000000000';
export const REGION = 'us-east-1';
export const PARTITION = 'aws';
