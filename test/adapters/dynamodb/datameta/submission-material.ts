import { randomBytes, randomUUID } from 'node:crypto';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../../../adapters/dynamodb/client.ts';
import { pendingPlace } from '../../../../adapters/dynamodb/datameta/pending-list.ts';
import type { StagedFileRow } from '../../../../adapters/dynamodb/datameta/staged-file-store.ts';
import type { Material } from '../../../../adapters/dynamodb/datameta/submitting.ts';
import { keys, listKeys } from '../../../../adapters/dynamodb/keys.ts';
import type { Account } from '../../../../domain/account/account.ts';
import type { Metadataset } from '../../../../domain/metadata/metadataset.ts';
import { newNames } from '../../../../domain/staged-names.ts';
import { newIdentity } from '../../../../domain/submission/identity.ts';
import type { Submission } from '../../../../domain/submission/submission.ts';
import { SITE_IDS } from '../../../domain/site-ids.ts';

export const METADATUM = '00000000-0000-4000-8000-000000000001';

/** So many digits that thousands are drawn without one that is taken. */
const WIDE = { ...SITE_IDS, digits: 14 };

function stagedFile(owner: Account, name: string): StagedFileRow {
  const names = newNames(WIDE, 'file');
  const { uuid } = names;
  const createdAt = '2027-03-01T12:00:00.000Z';
  return {
    ...keys.stagedFile(uuid),
    ...names,
    key: uuid,
    name,
    submissionId: '',
    submitterId: owner.userId,
    groupId: owner.groupId,
    submitter: { uuid: owner.uuid, siteId: owner.siteId },
    state: 'arrived',
    md5: 'd41d8cd98f00b204e9800998ecf8427e',
    createdAt,
    uploadTokenHash: '',
    uploadExpires: '2027-03-02T12:00:00.000Z',
    contentUploaded: true,
    revision: 3,
    objectKey: `staged/${uuid}/1/${name}`,
    versionId: 'v1',
    size: 0,
    ...pendingPlace(listKeys.pendingFiles(owner.userId), createdAt),
  };
}

function metadataset(owner: Account): Metadataset {
  return {
    ...newNames(WIDE, 'metadataset'),
    submitterId: owner.userId,
    submitter: { uuid: owner.uuid, siteId: owner.siteId },
    record: {},
    createdAt: '2027-03-01T12:00:00.000Z',
    executions: {},
  };
}

/** Stages metadatasets with a file and a value each. `values` of them are given; the others are random. */
export async function stageMaterial(
  table: Table,
  owner: Account,
  amount: number,
  values: readonly string[] = [],
): Promise<Material> {
  const metadatasets = Array.from({ length: amount }, () => metadataset(owner));
  const files = metadatasets.map((set) => stagedFile(owner, `${set.uuid}.txt`));
  const rows = [
    ...files,
    ...metadatasets.map((set) => ({
      ...keys.metadataset(set.uuid),
      ...set,
      ...pendingPlace(listKeys.pendingMetadatasets(owner.userId), set.createdAt),
    })),
  ];
  for (let i = 0; i < rows.length; i += 25) {
    const requests = rows.slice(i, i + 25).map((row) => ({ PutRequest: { Item: { ...row } } }));
    await table.client.send(new BatchWriteCommand({ RequestItems: { [table.name]: requests } }));
  }
  return {
    files,
    metadatasets,
    links: new Map(
      metadatasets.map(({ uuid }, index) => [
        uuid,
        { File: { uuid: files[index]?.uuid ?? '', siteId: files[index]?.siteId ?? '' } },
      ]),
    ),
    values: metadatasets.map((set, index) => ({
      metadatumUuid: METADATUM,
      value: values[index] ?? randomUUID(),
      set,
      field: 'ID',
    })),
  };
}

/** @param age seconds ago that it was begun */
export function draftOf(owner: Account, age = 0): Submission {
  const now = new Date(Date.now() - age * 1000).toISOString();
  return {
    ...newIdentity(randomBytes, SITE_IDS),
    door: 'datameta',
    submitterId: owner.userId,
    submitter: owner.username,
    groupId: owner.groupId,
    state: 'draft',
    policy: 'restricted',
    createdAt: now,
    updatedAt: now,
    attempt: 1,
    steps: {},
  };
}
