import type { Handlers } from '../../http/route.ts';
import type { metadataRoutes } from '../routes/metadata.ts';
import { createMetadatum, listMetadata, updateMetadatum } from './definitions.ts';

export const metadataHandlers: Handlers<typeof metadataRoutes> = { listMetadata, createMetadatum, updateMetadatum };
