import Builder from 'fast-xml-builder';

export type XmlValue =
  string | number | boolean | undefined | XmlNode | readonly XmlNode[] | readonly string[];

/** One element's children by name, in order; an `undefined` child is left out. */
export interface XmlNode {
  readonly [name: string]: XmlValue;
}

const builder = new Builder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true });

// XML 1.0 has no way to write these, not even escaped; an echoed value could carry one and break the answer.
// eslint-disable-next-line no-control-regex
const UNWRITABLE =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

function isNode(value: XmlValue): value is XmlNode {
  return typeof value === 'object' && !Array.isArray(value);
}

function clean(value: XmlValue): unknown {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return value.map((one: XmlNode | string) => clean(one));
  if (isNode(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, clean(child)]));
  }
  return String(value).replace(UNWRITABLE, '\uFFFD');
}

/** A list the way EC2 writes it, `<item>` by `<item>`; an empty one is an empty element. */
export function items(list: readonly XmlNode[]): XmlNode | string {
  return list.length === 0 ? '' : { item: list };
}

/** A whole XML document with the one given root element. */
export function document(rootName: string, root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [rootName]: clean(root) })}`;
}
