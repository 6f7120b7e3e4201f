import { expect, it } from 'vitest';
import { listAnchors, findDeadLinks } from './doc-links.ts';

const GRANTS = {
  path: 'docs/grants.md',
  text: '# Grants\n\n## How `notes` are made\n\n```\n# no heading\n```\n## Ends\n## Ends',
};
const dead = (text: string) =>
  findDeadLinks(
    { path: 'docs/page.md', text: `# Page\n${text}` },
    ['docs/page.md', GRANTS.path, 'README.md'],
    () => GRANTS,
  );

it('headings have the anchors that GitHub gives them', () => {
  expect(listAnchors(GRANTS)).toEqual(['grants', 'how-notes-are-made', 'ends', 'ends-1']);
});

it.each([
  '[a](grants.md)',
  '[a](../README.md)',
  '[a](../docs)',
  '[a](grants.md#how-notes-are-made)',
  '[a](#page)',
  '[a](https://example.com/gone.md#x)',
  '```\n[a](gone.md)\n```',
])('%s leads somewhere', (text) => {
  expect(dead(text)).toEqual([]);
});

it.each([
  ['[a](grant.md)', 'docs/page.md:2: grant.md is not there; nearest: docs/grants.md'],
  ['[a](docs/grants.md)', 'docs/page.md:2: docs/grants.md is not there; nearest: docs/grants.md'],
  ['[a](grants.md#end)', 'docs/page.md:2: docs/grants.md has no heading #end; nearest: #ends'],
  ['[a](#pages)', 'docs/page.md:2: docs/page.md has no heading #pages; nearest: #page'],
])('%s does not', (text, complaint) => {
  expect(dead(text)).toEqual([complaint]);
});
