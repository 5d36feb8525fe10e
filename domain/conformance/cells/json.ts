import type { Field } from '../table-schema.ts';
import type { CellReader, Decode } from './reading.ts';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const reader = (decode: Decode, accepts: (text: string) => boolean): CellReader => ({
  read: (bytes, start, end) => accepts(decode(bytes, start, end)),
});

export const objectReader = (decode: Decode): CellReader => reader(decode, (text) => isObject(parsed(text)));
export const arrayReader = (decode: Decode): CellReader => reader(decode, (text) => Array.isArray(parsed(text)));

/** How many items an array, or members an object has. */
export function jsonLength(text: string): number {
  const value = parsed(text);
  return Array.isArray(value) ? value.length : isObject(value) ? Object.keys(value).length : 0;
}

const NUMBER = /^\s*[+-]?\d+(?:\.\d+)?\s*$/;

/** Longitude and latitude: `8.5, 47.4`, or as JSON where the format says so. */
export function geopointReader({ format = 'default' }: Field, decode: Decode): CellReader {
  return reader(decode, (text) => {
    if (format === 'default') {
      const parts = text.split(',');
      return parts.length === 2 && parts.every((part) => NUMBER.test(part)) && onEarth(parts.map(Number));
    }
    const value = parsed(text);
    if (format === 'array') return Array.isArray(value) && value.length === 2 && onEarth(value);
    return isObject(value) && Object.keys(value).length === 2 && onEarth([value['lon'], value['lat']]);
  });
}

const onEarth = ([lon, lat]: readonly unknown[]): boolean =>
  typeof lon === 'number' && typeof lat === 'number' && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;

const GEOMETRIES = [
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
  'GeometryCollection',
  'Feature',
  'FeatureCollection',
];

/** A GeoJSON object; TopoJSON where the format says so. */
export function geojsonReader({ format = 'default' }: Field, decode: Decode): CellReader {
  return reader(decode, (text) => {
    const value = parsed(text);
    if (!isObject(value)) return false;
    return format === 'topojson' ? value['type'] === 'Topology' : GEOMETRIES.includes(String(value['type']));
  });
}
