import * as z from 'zod/mini';
import { siteIdsShape } from '../../domain/site-id.ts';

/** As they are where a site configures nothing. */
export const SITE_IDS = z.strictObject(siteIdsShape()).parse({});
