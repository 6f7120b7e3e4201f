import { ACTIONS } from '#core/iam/iam-policy-actions.ts';
import { tools } from '#tools/index.ts';
import { filesUnder, listRepositoryFiles } from '../lib/files.ts';
import { readPage, type Page } from '../lib/pages.ts';
import { createListGate, type Gate } from './gate.ts';

const NUMBERS = [
  ...[
    'none',
    'one',
    'two',
    'three',
    'four',
    'five',
    'six',
    'seven',
    'eight',
    'nine',
    'ten',
    'eleven',
    'twelve',
  ],
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen', 'twenty'],
];

/** How many there are of what pages count: the words for it, and the number. */
export type Counts = Readonly<Record<string, number>>;

/**
 * Where a page gives another number of something than there are. "One of the tools" counts nothing; a comment may
 * break the line between the words.
 */
export function findWrongCounts({ path, text }: Page, counts: Counts): string[] {
  const numbers = `${NUMBERS.slice(2).join('|')}|\\d+`;
  const gap = '(?:[ \\t]+|[ \\t]*\\n[ \\t]*(?:\\*|//)?[ \\t]*)';
  const between = `(?:(?!(?:of|or|and|to|in)\\b)[\\w-]+${gap})?`;
  const things = Object.keys(counts).join('|').replaceAll(' ', gap);
  const claims = new RegExp(`\\b(${numbers})${gap}${between}(${things})\\b`, 'gi');
  return [...text.matchAll(claims)].flatMap(({ 0: all, 1: number = '', 2: thing = '', index }) => {
    const said = NUMBERS.includes(number.toLowerCase())
      ? NUMBERS.indexOf(number.toLowerCase())
      : Number(number);
    const name = thing.replace(/[\s*/]+/g, ' ');
    const count = Object.entries(counts).find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1];
    if (count === undefined || said === count) return [];
    const line = text.slice(0, index).split('\n').length;
    return [`${path}:${line}: "${all.replace(/\s+/g, ' ')}", but there are ${count} ${name}`];
  });
}

/** Where a page names a tool that is none. */
export function findUnknownTools({ path, text }: Page, names: readonly string[]): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(/`whitelist[_/]([a-z]+)`/g)]
        .filter(([, verb = '']) => !names.includes(`whitelist_${verb}`))
        .map(([word]) => `${path}:${index + 1}: ${word} is none of the tools`),
    );
}

/** The tools that a page which lists them leaves out. */
export function findMissingTools({ path, text }: Page, names: readonly string[], spelling: RegExp): string[] {
  const named = [...text.matchAll(spelling)].map(([, verb = '']) => `whitelist_${verb}`);
  return names.filter((name) => !named.includes(name)).map((name) => `${path}: leaves out ${name}`);
}

/** Pages that list all tools, and how they write their names. */
const LISTS: Readonly<Record<string, RegExp>> = {
  'README.md': /`whitelist_([a-z]+)`/g,
  'docs/protocol.md': /`whitelist\/([a-z]+)`/g,
};

/** @param gates - How many there are: this one is among them. */
export const docCounts = (gates: () => number): Gate =>
  createListGate('docs: counts', async () => {
    const counts = {
      'raw methods': tools.length,
      tools: tools.length,
      gates: gates(),
      'AWS actions': ACTIONS.filter(({ feature }) => feature === 'base').length,
    };
    const names = tools.map(({ name }) => name);
    const pages = (await listRepositoryFiles()).filter(
      (path) => path.endsWith('.md') && path !== 'CHANGELOG.md',
    );
    const sources = ['src', 'scripts'].flatMap(filesUnder).filter((path) => !path.endsWith('.test.ts'));
    return [
      ...[...pages, ...sources].flatMap((path) => findWrongCounts(readPage(path), counts)),
      ...pages.flatMap((path) => findUnknownTools(readPage(path), names)),
      ...Object.entries(LISTS).flatMap(([path, spelling]) =>
        findMissingTools(readPage(path), names, spelling),
      ),
    ];
  });
