import { Aws, CfnOutput } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

export interface Results {
  siteUrl: string;
  distributionDomain: string;
  bootstrapAdmin: IFunction;
  tableName: string;
  uploadBucketName: string;
  releaseBucketName: string;
  stateMachineArn: string;
  undeliveredQueueUrl: string;
}

/** What an operator needs next, in the words of the command line. */
export function createOutputs(scope: Construct, results: Results): void {
  const output = (id: string, description: string, value: string) => new CfnOutput(scope, id, { description, value });
  output('SiteUrl', 'Where submitters and their clients go', results.siteUrl);
  output('DistributionDomain', 'Point the DNS name of your domain here', results.distributionDomain);
  output('FirstAdmin', 'Run this once, with your name and address, to make the first admin', firstAdmin(results));
  output('TableName', 'Every record', results.tableName);
  output('UploadBucketName', 'Files on their way', results.uploadBucketName);
  output('ReleaseBucketName', 'Released files', results.releaseBucketName);
  output('StateMachineArn', 'The ingest executions', results.stateMachineArn);
  output('UndeliveredEventsUrl', 'Events that were given up', results.undeliveredQueueUrl);
}

function firstAdmin({ bootstrapAdmin }: Results): string {
  return [
    `aws lambda invoke --region ${Aws.REGION} --function-name ${bootstrapAdmin.functionName}`,
    '--cli-binary-format raw-in-base64-out',
    `--payload '{"username":"admin","email":"you@example.org"}'`,
    'admin.json && cat admin.json',
  ].join(' ');
}
