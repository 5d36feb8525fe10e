import { z } from 'zod';
import { siteIdsShape } from '../../domain/site-id.ts';

/** As they are where a site configures nothing. */
export const SITE_IDS = z.strictObject(siteIdsShape()).parse({});
