import { expect, it } from 'vitest';
import { findMissingTools, findUnknownTools, findWrongCounts } from './doc-counts.ts';

const COUNTS = { 'raw methods': 7, tools: 7, 'AWS actions': 4 };
const wrong = (text: string) => findWrongCounts({ path: 'docs/page.md', text: `Page.\n${text}` }, COUNTS);

it.each([
  'served by the same seven tools',
  'Four AWS actions, listed below',
  'the 7 tools',
  'one of the tools',
  'in three of the tools',
  'with twenty words for tools',
])('"%s" is right, or counts nothing', (text) => {
  expect(wrong(text)).toEqual([]);
});

it.each([
  ['the same five tools', 'docs/page.md:2: "five tools", but there are 7 tools'],
  ['Five small tools', 'docs/page.md:2: "Five small tools", but there are 7 tools'],
  ['5 raw methods', 'docs/page.md:2: "5 raw methods", but there are 7 raw methods'],
  [' * all that the four\n * tools need', 'docs/page.md:2: "four * tools", but there are 7 tools'],
  ['// three AWS\n// actions', 'docs/page.md:2: "three AWS // actions", but there are 4 AWS actions'],
])('"%s" is wrong', (text, complaint) => {
  expect(wrong(text)).toEqual([complaint]);
});

it('tools that there are not are told, and those that a list leaves out', () => {
  const page = {
    path: 'docs/page.md',
    text: 'Here: `whitelist_add`,\n`whitelist/list` and `whitelist_grow`.',
  };
  const names = ['whitelist_add', 'whitelist_list'];
  expect(findUnknownTools(page, names)).toEqual(['docs/page.md:2: `whitelist_grow` is none of the tools']);
  expect(findMissingTools(page, names, /`whitelist_([a-z]+)`/g)).toEqual([
    'docs/page.md: leaves out whitelist_list',
  ]);
});
