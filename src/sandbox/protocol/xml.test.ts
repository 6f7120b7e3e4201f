import { expect, it } from 'vitest';
import { formatDocument, xmlItems } from './xml.ts';

it('writes elements, attributes and lists, and leaves undefined ones out', () => {
  const xml = formatDocument('R', {
    '@xmlns': 'urn:x',
    n: 1,
    yes: true,
    gone: undefined,
    s: xmlItems([{ a: 'b' }, { a: '' }]),
  });
  expect(xml).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      '<R xmlns="urn:x"><n>1</n><yes>true</yes><s><item><a>b</a></item><item><a/></item></s></R>',
  );
  expect(formatDocument('R', { s: xmlItems([]) })).toContain('<R><s/></R>');
});

it('escapes text and replaces what XML cannot hold', () => {
  const xml = formatDocument('R', { a: '<&>"\'', b: 'x\u0000\u001b\uFFFF\uD800y', c: '\u{1F600}\t' });
  expect(xml).toContain('<a>&lt;&amp;&gt;&quot;&apos;</a>');
  expect(xml).toContain('<b>x\uFFFD\uFFFD\uFFFD\uFFFDy</b>');
  expect(xml).toContain('<c>\u{1F600}\t</c>');
});
