import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPromptServer } from '#prompt-page/prompt-server.ts';
import type { PromptServer } from '#core/approval/questions.ts';
import { openBrowser } from '#test/support/browser/browser.ts';
import { tryCrossOriginAccess } from '#test/support/browser/measures.ts';
import { credentialsQuestion } from '#test/support/browser/questions.ts';

let browser: Browser;
let page: Page;
let desk: PromptServer;
let address: string;
let content = '';
// Somebody else's site, which has even learned the address.
const site = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html');
  response.end(`<!doctype html><title>elsewhere</title>${content}`);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  site.close();
});

beforeEach(async () => {
  desk = createPromptServer();
  address = await desk.ask('a', credentialsQuestion());
  page = await browser.newPage();
  page.setDefaultTimeout(10_000);
});
afterEach(async () => {
  await page.close();
  await desk.close();
});

const visit = (html: string): Promise<unknown> => {
  content = html;
  return page.goto(`http://elsewhere.test:${(site.address() as AddressInfo).port}/`);
};
const here = () => new URL(address);

describe('a page of somebody else', () => {
  it('cannot send a form in the name of the person', async () => {
    const id = await fetch(address).then(async (r) => /name="id" value="([^"]+)"/.exec(await r.text())?.[1]);
    const fields = { kind: 'credentials', id, do: 'decline' };
    const inputs = Object.entries(fields).map(([name, value]) => `<input name="${name}" value="${value}">`);
    for (const policy of ['', '<meta name="referrer" content="no-referrer">']) {
      await visit(
        `${policy}<form method="post" action="${address}">${inputs.join('')}<button>Win</button></form>`,
      );
      const [response] = await Promise.all([
        page.waitForResponse((one) => one.request().method() === 'POST'),
        page.getByRole('button', { name: 'Win' }).click(),
      ]);
      expect(response.status()).toBe(403);
    }
    expect(desk.takeAnswer('a')).toBeNull();
  });

  it('cannot read it, nor load it as anything', async () => {
    await visit('<p>hello</p>');
    expect(await tryCrossOriginAccess(page, address)).toEqual(['refused', 'refused', 'refused', 'refused']);
  });

  it('cannot put it into a frame', async () => {
    await visit(`<iframe src="${address}"></iframe>`);
    const frame = page.frames()[1];
    await frame?.waitForLoadState().catch(() => undefined);
    expect(await frame?.getByText('whitelist_add').count()).toBe(0);
  });

  it('cannot hold on to it through a window that it opened', async () => {
    await visit(
      `<script>const open_ = () => { window.other = open('${address}'); }</script><button onclick="open_()">Open</button>`,
    );
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('button', { name: 'Open' }).click(),
    ]);
    await opened.getByRole('heading', { level: 1 }).waitFor();
    expect(await opened.evaluate('window.opener === null')).toBe(true);
    expect(await page.evaluate('window.other.closed')).toBe(true);
    await opened.close();
  });

  it('cannot come by it under a name of its own that points to this machine', async () => {
    const response = await page.goto(`http://rebound.test:${here().port}${here().pathname}`);
    expect(response?.status()).toBe(403);
    expect(await page.content()).not.toContain('whitelist_add');
  });

  it('can lead there: a link in a chat does', async () => {
    await visit(`<a href="${address}">Answer here</a>`);
    await page.getByRole('link').click();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(
      'Which AWS credentials may be used?',
    );
    await page.getByRole('button', { name: 'Decline' }).click();
    await page.getByRole('heading', { name: 'Declined' }).waitFor();
    expect(desk.takeAnswer('a')).toEqual({ kind: 'declined' });
  });
});
