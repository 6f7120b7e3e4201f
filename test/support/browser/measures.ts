import axe from 'axe-core';
import type { Page } from 'playwright-core';

// Scripts for the browser stand here as text: its types are not those of the program.

/** What axe finds wrong or cannot decide, one line each. */
export async function findAxeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate<string[]>(`axe.run().then(({ violations, incomplete }) =>
    [...violations, ...incomplete].flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`);
}

/** How far the page can be scrolled to the side, and what reaches out of it. */
export const measureOverflow = (page: Page): Promise<{ scroll: number; wide: string[] }> =>
  page.evaluate(`(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const reach = (element) => element.getBoundingClientRect().right;
    const wide = [...document.querySelectorAll('body *')].filter((one) => reach(one) > clientWidth + 0.5);
    return { scroll: scrollWidth - clientWidth, wide: wide.map((one) => one.outerHTML) };
  })()`);

/** What has the focus (null: nothing), and the line around it. */
export const focusedElement = (page: Page): Promise<{ name: string; outline: string } | null> =>
  page.evaluate(`(() => {
    const one = document.activeElement;
    if (one === null || one === document.body) return null;
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return { name: one.tagName + ' ' + (one.id || one.textContent), outline: outlineStyle + ' ' + outlineWidth };
  })()`);

/** Tries to get at an address from another page: what came of each way. */
export const tryCrossOriginAccess = (page: Page, address: string): Promise<string[]> =>
  page.evaluate(`(() => {
    const url = ${JSON.stringify(address)};
    const load = (tag) => new Promise((onload, onerror) => {
      document.body.append(Object.assign(document.createElement(tag), { src: url, onload, onerror }));
    });
    const ways = [fetch(url), fetch(url, { mode: 'no-cors' }), load('img'), load('script')];
    return Promise.all(ways.map((way) => way.then(() => 'read', () => 'refused')));
  })()`);
