import Builder from 'fast-xml-builder';

export type XmlValue =
  string | number | boolean | undefined | XmlNode | readonly XmlNode[] | readonly string[];

/** One element's children by name, in order; an `undefined` child is left out. */
export interface XmlNode {
  readonly [name: string]: XmlValue;
}

const builder = new Builder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true });

// Outside of these XML 1.0 has no way to write a character, not even escaped, and an echoed value could hold one.
const UNWRITABLE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

function isList(value: XmlValue): value is readonly XmlNode[] | readonly string[] {
  return Array.isArray(value);
}

function clean(value: XmlValue): unknown {
  if (value === undefined) return undefined;
  if (typeof value !== 'object') return String(value).replace(UNWRITABLE, '\uFFFD');
  if (isList(value)) return value.map(clean);
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, clean(child)]));
}

/** A list of elements that all have the one name; an empty one is an empty element. */
export function xmlList(name: string, nodes: readonly XmlNode[] | readonly string[]): XmlNode | string {
  return nodes.length === 0 ? '' : { [name]: nodes };
}

/** A list the way EC2 writes it, `<item>` by `<item>`. */
export function xmlItems(nodes: readonly XmlNode[]): XmlNode | string {
  return xmlList('item', nodes);
}

/** A whole XML document with the one given root element. */
export function formatDocument(rootName: string, root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [rootName]: clean(root) })}`;
}
