import type { RouteTable } from '../functions/http/route.ts';
import { DOORS, type DoorName } from './functions.ts';

/** The route table of every door, by the door's name in the catalogue. */
export async function readRoutes(): Promise<Partial<Record<DoorName, RouteTable>>> {
  const tables: Partial<Record<DoorName, RouteTable>> = {};
  for (const name of Object.keys(DOORS) as DoorName[]) {
    const url = new URL(`../${DOORS[name].entry.replace('index.ts', 'routes.ts')}`, import.meta.url);
    try {
      tables[name] = ((await import(url.href)) as { routes: RouteTable }).routes;
    } catch (error) {
      if (process.env['WAYBILL_PARTIAL'] !== '1') throw error;
    }
  }
  return tables;
}
