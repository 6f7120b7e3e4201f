import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, styleSheet } from './html.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '"><script>alert(1)</script>',
    "' onfocus='x",
    '</style>',
    '<!--',
    '&lt;',
    '&amp;#39;',
    '`${x}`',
  ),
);

const read = (escaped: string): string =>
  escaped
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

describe('html', () => {
  it('escapes whatever is put in, between tags and in attributes, so that it reads as it was', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const whole = html`<b title="${value}">${value}</b>`;
        const [, attribute, content] = /^<b title="([^"<>']*)">([^"<>']*)<\/b>$/.exec(whole.toString()) ?? [];
        expect([attribute, content].map((part) => read(part ?? 'missing'))).toEqual([value, value]);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps markup that it made itself, however deep, and escapes once', () => {
    fc.assert(
      fc.property(fc.array(hostile), (values) => {
        const items = values.map((value) => html`<b>${value}</b>`);
        const whole = html`<i>${[items, [items]]}</i>`.toString();
        expect(whole).toBe(`<i>${items.join('')}${items.join('')}</i>`);
      }),
    );
  });

  it('shows numbers, and nothing for null and false', () => {
    expect(html`<b>${0}|${null}|${false}|${''}|${[1, null, html`<br />`]}</b>`.toString()).toBe(
      '<b>0||||1<br /></b>',
    );
  });

  it('takes a style sheet as it stands', () => {
    const sheet = styleSheet(`
      a > b {
        content: '"';
      }
    `);
    expect(html`<i>${sheet}</i>`.toString()).toMatch(/^<i>\s*a > b \{\s*content: '"';\s*\}\s*<\/i>$/);
  });

  it('takes no style sheet that could end its element', () => {
    expect(() => styleSheet('a { content: "</style>"; }')).toThrow('must not contain "</"');
  });
});
