import type { Reply } from '#sandbox/respond.ts';

interface Alterations {
  /** Names of elements that go, with all that is in them. */
  readonly drop: readonly string[];
  /** Texts that elements have instead of their own. */
  readonly set: ReadonlyMap<string, string>;
  /** XML that is put at the end of the content. */
  readonly add: readonly string[];
}

/** The name out of a plan, as a pattern that matches it alone. */
const elementPattern = (name: string) => name.replace(/\W/g, '');

/** The answer as a service would write it that is older, newer or broken. */
export function alterReply(reply: Reply, alterations: Alterations): Reply {
  const alter = reply.type.includes('json') ? alterJson : alterXml;
  return { ...reply, body: alter(reply.body, alterations) };
}

/** Members take the place of elements. There is no way to write XML in it, so nothing is added. */
function alterJson(body: string, { drop, set }: Alterations): string {
  const value: unknown = JSON.parse(body, (name, member: unknown) => {
    if (drop.includes(name)) return undefined;
    return typeof member === 'object' ? member : (set.get(name) ?? member);
  });
  return JSON.stringify(value);
}

function alterXml(body: string, { drop, set, add }: Alterations): string {
  let xml = body;
  for (const name of drop.map(elementPattern)) {
    xml = xml.replace(new RegExp(`<${name}/>|<${name}>.*?</${name}>`, 'gs'), '');
  }
  for (const [name, text] of set) {
    xml = xml.replace(
      new RegExp(`<${elementPattern(name)}>[^<]*<`, 'g'),
      () => `<${elementPattern(name)}>${text}<`,
    );
  }
  const end = /<\/\w+(?:Response|Result)>/.exec(xml)?.index ?? xml.length;
  return `${xml.slice(0, end)}${add.join('')}${xml.slice(end)}`;
}
