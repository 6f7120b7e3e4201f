import { escapeUnprintable } from '#core/text/escape.ts';
import { redactSecretLike } from '#core/text/redact.ts';

/** What cannot be read as it was probably meant, or is read by guess; never with a value in it. */
export interface IniProblem {
  /** The first one is 1. */
  readonly line: number;
  /** Header of the section that it concerns; null: it concerns the whole file. */
  readonly section: string | null;
  /** A clause for people: "has no `=`". */
  readonly text: string;
}

export interface IniSection {
  /** What stands between the brackets, as it stands there. */
  readonly header: string;
  /** Line of its header, the last one where it stands there twice. */
  readonly line: number;
  /** By key in small letters; empty values too. */
  readonly values: ReadonlyMap<string, string>;
  /** What is indented below a key without a value, by that key. */
  readonly nested: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly lines: ReadonlyMap<string, number>;
}

export interface IniFile {
  readonly sections: readonly IniSection[];
  readonly problems: readonly IniProblem[];
}

interface OpenSection extends IniSection {
  line: number;
  readonly values: Map<string, string>;
  readonly nested: Map<string, Map<string, string>>;
  readonly lines: Map<string, number>;
}

/** A name out of a file, for people: it may be a secret in the wrong place. */
export const showName = (name: string): string => escapeUnprintable(redactSecretLike(name), 80);

/** The section whose values hold in each other one (Python's configparser, which the AWS CLI reads its files with). */
const DEFAULTS_HEADER = 'DEFAULT';

/**
 * Reads a file as the AWS CLI does, which has Python's configparser: `=` or `:` after a key, keys in any case, remarks on
 * lines of their own, and a line that is indented deeper than the key before it is a part of that key's value. Where the
 * CLI refuses the whole file, what is beyond doubt is read, and the rest is a problem. Beyond it, a remark after a blank
 * ends a value, as with AWS's SDKs.
 */
export function parseIni(text: string): IniFile {
  const sections = new Map<string, OpenSection>();
  const problems: IniProblem[] = [];
  let section: OpenSection | null = null;
  /** The key that a deeper line belongs to. */
  let open: { readonly key: string; readonly indent: number } | null = null;
  let isBeforeSections = true;
  const report = (line: number, problem: string) =>
    problems.push({ line, section: section?.header ?? null, text: problem });

  for (const [index, raw] of text.split(/\r\n|[\r\n]/).entries()) {
    const line = index + 1;
    const content = raw.trim();
    if (content === '' || /^[#;]/.test(content)) continue;
    const indent = raw.search(/\S/);
    if (section && open && indent > open.indent) {
      readDeeperLine(section, open.key, content, line, report);
      continue;
    }
    const header = /^\[(.+)\]/.exec(content)?.[1];
    if (header !== undefined) {
      isBeforeSections = false;
      open = null;
      section = sections.get(header) ?? null;
      if (section) {
        report(
          line,
          `has the section [${showName(header)}] again, after line ${section.line}: both are read, and the later value of a key counts`,
        );
        section.line = line;
      } else {
        section = { header, line, values: new Map(), nested: new Map(), lines: new Map() };
        sections.set(header, section);
      }
    } else if (content.startsWith('[')) {
      section = open = null;
      isBeforeSections = false;
      report(line, 'begins a section without its closing bracket: what follows is left out');
    } else if (!section) {
      if (isBeforeSections)
        report(line, 'stands before the first section, such as [default], and is left out');
    } else {
      const key = readOption(section, content, line, report);
      if (key !== null) open = { key, indent };
    }
  }
  return { sections: inheritDefaults(sections), problems };
}

type Report = (line: number, problem: string) => unknown;

/** @returns the key; null: there is none on this line */
function readOption(section: OpenSection, content: string, line: number, report: Report): string | null {
  const [, before = '', after = ''] = /^(.*?)\s*[=:]\s*(.*)$/.exec(content) ?? [];
  const key = before.toLowerCase();
  if (key === '') {
    report(line, /[=:]/.test(content) ? 'has no key before its `=`' : 'has no `=` and is left out');
    return null;
  }
  const earlier = section.lines.get(key);
  if (earlier !== undefined)
    report(line, `sets ${showName(key)} again, after line ${earlier}: the later one counts`);
  section.lines.set(key, line);
  section.nested.delete(key);
  section.values.set(key, withoutRemark(after));
  return key;
}

function readDeeperLine(
  section: OpenSection,
  key: string,
  content: string,
  line: number,
  report: Report,
): void {
  const [, name = '', value = ''] = /^([^=]*?)\s*=\s*(.*)$/.exec(content) ?? [];
  if (section.values.get(key) === '') {
    if (name === '') {
      report(
        line,
        `is indented deeper than ${showName(key)}, which has no value, and is left out: a value stands on the line of its key`,
      );
      return;
    }
    const nested = section.nested.get(key) ?? new Map<string, string>();
    nested.set(name.toLowerCase(), withoutRemark(value));
    section.nested.set(key, nested);
  } else if (/^[A-Za-z][\w-]*$/.test(name)) {
    report(
      line,
      `is indented deeper than ${showName(key)} before it, which makes it a part of that value for the AWS CLI: here it is read as a key of its own`,
    );
    readOption(section, content, line, report);
  } else {
    report(line, `is indented deeper than ${showName(key)} before it and is left out`);
  }
}

const withoutRemark = (value: string): string => (value.split(/(?:^|\s)[#;]/, 1)[0] ?? '').trim();

function inheritDefaults(sections: ReadonlyMap<string, OpenSection>): IniSection[] {
  const defaults = sections.get(DEFAULTS_HEADER);
  const others = [...sections.values()].filter((section) => section !== defaults);
  if (!defaults) return others;
  return others.map((section) => ({
    ...section,
    values: new Map([...defaults.values, ...section.values]),
    nested: new Map([...defaults.nested, ...section.nested]),
    lines: new Map([...defaults.lines, ...section.lines]),
  }));
}
