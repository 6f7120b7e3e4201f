/** Markup, safe by construction: only `html` makes it, and what is put into a template is escaped unless it is markup. */
class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export type Html = Markup;

/** What may stand in a template; null and false stand for nothing. */
type TemplateValue = string | number | Markup | null | false | readonly TemplateValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escaped text is safe between tags and in attributes in double or single quotes; templates quote every attribute. */
export function html(literals: TemplateStringsArray, ...parts: readonly TemplateValue[]): Html {
  const text = literals.map(
    (literal, index) => literal + (index < parts.length ? renderValue(parts[index]) : ''),
  );
  return new Markup(text.join(''));
}

function renderValue(part: TemplateValue | undefined): string {
  if (part === undefined || part === null || part === false) return '';
  if (part instanceof Markup) return part.toString();
  if (typeof part === 'string') return part.replace(/[&<>"']/g, (c) => ENTITIES[c] ?? '');
  if (typeof part === 'number') return String(part);
  return part.map(renderValue).join('');
}

/** A style sheet as it stands: text of our own, in which nothing is escaped. @throws Error if it could end its element */
export function styleSheet(text: string): Html {
  if (text.includes('</')) throw new Error('A style sheet must not contain "</".');
  return new Markup(text);
}
