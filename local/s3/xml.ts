import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import { S3Error } from './errors.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A value to be written: an array repeats its element, `undefined` leaves it out. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

const builder = new XMLBuilder({ format: false, ignoreAttributes: false });

/** A document with one root element in S3's namespace. */
export function xmlDocument(root: string, content: Readonly<Record<string, XmlValue>>, namespace = NAMESPACE): string {
  return builder
    .build({
      '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' },
      [root]: namespace === '' ? content : { '@_xmlns': namespace, ...content },
    })
    .replaceAll('\r', '&#13;');
}

/** Elements that may repeat: they are read as arrays even where there is one. */
const REPEATED = new Set([
  'Object',
  'Part',
  'Tag',
  'CORSRule',
  'AllowedOrigin',
  'AllowedMethod',
  'AllowedHeader',
  'ExposeHeader',
]);

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  removeNSPrefix: true,
  parseTagValue: false,
  // Keys may begin or end with spaces.
  trimValues: false,
  // Numeric character references, which clients use for line breaks in keys.
  htmlEntities: true,
  isArray: (name) => REPEATED.has(name),
});

export type XmlElement = { readonly [name: string]: XmlElement | readonly XmlElement[] | string | undefined };

/** Reads a request document with the root element `root`; anything else is MalformedXML. */
export function parseXml(text: string, root: string): XmlElement {
  // No client of S3 sends a DTD; refusing it closes entity expansion.
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new S3Error('MalformedXML');
  let parsed: XmlElement;
  try {
    parsed = parser.parse(text, true) as XmlElement;
  } catch {
    throw new S3Error('MalformedXML');
  }
  const element = parsed[root];
  if (element === undefined || Array.isArray(element)) throw new S3Error('MalformedXML');
  return typeof element === 'string' ? {} : (element as XmlElement);
}

export function childText(element: XmlElement, name: string): string | undefined {
  const child = element[name];
  return typeof child === 'string' ? child : undefined;
}

export function requiredText(element: XmlElement, name: string): string {
  const text = childText(element, name);
  if (text === undefined) throw new S3Error('MalformedXML', `The element ${name} is missing.`);
  return text;
}

export function childElement(element: XmlElement, name: string): XmlElement | undefined {
  const child = element[name];
  return typeof child === 'object' && !Array.isArray(child) ? (child as XmlElement) : undefined;
}

/** The elements of one name; an element without content counts as an empty one. */
export function childElements(element: XmlElement, name: string): XmlElement[] {
  const child = element[name];
  if (!Array.isArray(child)) return [];
  return child.map((each: XmlElement | string) => (typeof each === 'string' ? {} : each));
}

export function childTexts(element: XmlElement, name: string): string[] {
  const child = element[name];
  return Array.isArray(child) ? child.filter((each): each is string => typeof each === 'string') : [];
}
