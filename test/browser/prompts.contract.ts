import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPromptServer } from '#prompt-page/prompt-server.ts';
import type { PromptServer } from '#core/approval/questions.ts';
import { openBrowser } from '#test/support/browser/browser.ts';
import { focusedElement } from '#test/support/browser/measures.ts';
import {
  CODE,
  KEY_ID,
  PROOF,
  SECRET,
  SESSION_TOKEN,
  codeQuestion,
  credentialsQuestion,
  hostileCall,
} from '#test/support/browser/questions.ts';

let browser: Browser;
let context: BrowserContext;
let page: Page;
let desk: PromptServer;
let requests: Request[];

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  desk = createPromptServer();
  // The page has to do without any script.
  context = await browser.newContext({ javaScriptEnabled: false });
  context.setDefaultTimeout(10_000);
  requests = [];
  context.on('request', (request) => requests.push(request));
  page = await context.newPage();
});
afterEach(async () => {
  await context.close();
  await desk.close();
});

const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const heading = () => page.getByRole('heading', { level: 1 }).innerText();
const posts = () => requests.filter((request) => request.method() === 'POST');
const wait = (call: string) => desk.waitForAnswer(call, 10_000, new AbortController().signal);

const fillKeys = async (id: string, secret: string, token = ''): Promise<void> => {
  await page.getByLabel('Access key ID').fill(id);
  await page.getByLabel('Secret access key').fill(secret);
  await page.getByLabel('Session token').fill(token);
};

describe('a person', () => {
  it('chooses a profile, sees whose it is, and gives it', async () => {
    const address = await desk.ask('a', credentialsQuestion());
    await page.goto(address);
    expect(await heading()).toBe('Which AWS credentials may be used?');
    expect(await page.getByLabel('Secret access key').isVisible()).toBe(false);
    await page.getByLabel('staging').check();
    await press('Continue');
    expect(await page.getByText(PROOF.account, { exact: true }).isVisible()).toBe(true);
    expect(await page.getByText(PROOF.arn, { exact: true }).isVisible()).toBe(true);
    const told = wait('a');
    await press('Use these');
    expect(await heading()).toBe('Thank you');
    expect(await told).toBe(true);
    expect(desk.takeAnswer('a')).toEqual({
      kind: 'given',
      access: { kind: 'profile', profile: 'staging', region: null },
    });
  });

  it('pastes keys in the wrong order, then wrong ones, then the right ones', async () => {
    await page.goto(await desk.ask('a', credentialsQuestion({ regionNeeded: true })));
    await page.getByLabel('Paste keys instead').check();
    await fillKeys(SECRET, KEY_ID);
    await press('Continue');
    const alert = page.getByRole('alert');
    expect(await alert.innerText()).toMatch(/swapped[\s\S]*region is missing/);
    expect(await page.title()).toMatch(/^Not accepted/);
    for (const label of ['Access key ID', 'Secret access key', 'Session token'])
      expect(await page.getByLabel(label).inputValue()).toBe('');

    await fillKeys(KEY_ID, 'x'.repeat(40), SESSION_TOKEN);
    await page.getByLabel('Region').fill('eu-west-1');
    await press('Continue');
    expect(await alert.innerText()).toContain('does not belong to this key ID. Copy both parts again');
    expect(await page.getByLabel('Access key ID').inputValue()).toBe(KEY_ID);
    expect(await page.getByLabel('Region').inputValue()).toBe('eu-west-1');
    expect(await page.getByLabel('Session token').inputValue()).toBe('');

    await fillKeys(KEY_ID, SECRET, SESSION_TOKEN);
    await press('Continue');
    expect(await heading()).toBe('Are these the right ones?');
    await press('Use these');
    const answer = desk.takeAnswer('a');
    if (answer?.kind !== 'given' || answer.access.kind !== 'keys') throw new Error('no keys');
    const { accessKeyId, secretAccessKey, sessionToken, region } = answer.access.credentials;
    expect([accessKeyId, secretAccessKey.reveal(), sessionToken?.reveal(), region]).toEqual([
      KEY_ID,
      SECRET,
      SESSION_TOKEN,
      'eu-west-1',
    ]);
    for (const request of requests)
      for (const secret of [SECRET, SESSION_TOKEN]) expect(request.url()).not.toContain(secret);
  });

  it('declines', async () => {
    await page.goto(await desk.ask('a', credentialsQuestion()));
    await press('Decline');
    expect(await heading()).toBe('Declined');
    expect(desk.takeAnswer('a')).toEqual({ kind: 'declined' });
  });

  it('enters a code, a wrong one first', async () => {
    await page.goto(await desk.ask('a', codeQuestion()));
    const field = page.getByRole('textbox', { name: 'Code' });
    await field.fill('000 000');
    await press('Continue');
    expect(await page.getByRole('alert').innerText()).toContain('AWS does not accept this code.');
    expect(await field.inputValue()).toBe('');
    await field.fill(CODE);
    await field.press('Enter');
    expect(await heading()).toBe('The code was right');
    expect(desk.takeAnswer('a')).toEqual({ kind: 'opened' });
  });

  it('uses nothing but the keyboard', async () => {
    await page.goto(await desk.ask('a', credentialsQuestion()));
    const keys = async (...names: string[]): Promise<string> => {
      for (const name of names) await page.keyboard.press(name);
      return (await focusedElement(page))?.name ?? 'nothing';
    };
    expect(await keys('Tab')).toBe('INPUT use-0');
    expect(await keys('ArrowDown', 'ArrowDown')).toBe('INPUT use-2');
    expect(await keys('Tab')).toBe('INPUT access_key_id');
    await page.keyboard.type(KEY_ID);
    expect(await keys('Tab')).toBe('INPUT secret_access_key');
    expect(await keys('Tab')).toBe('INPUT session_token');
    expect(await keys('Tab')).toBe('INPUT region');
    expect(await keys('Tab')).toBe('BUTTON Continue');
    expect(await keys('Tab')).toBe('BUTTON Decline');
    await page.keyboard.press('Shift+Tab');
    await Promise.all([page.waitForURL(/\/[\w-]{43}\/[\w-]+$/), page.keyboard.press('Enter')]);
    // The problem has the focus, and leads to its field.
    expect(await page.locator(':focus').getAttribute('role')).toBe('alert');
    expect(await keys('Tab')).toBe('A The secret access key is missing.');
    await page.keyboard.press('Enter');
    expect(await keys('Tab')).toMatch(/^INPUT/);
    await page.getByLabel('Secret access key').focus();
    await page.keyboard.type(SECRET);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Use these' }).waitFor();
    expect(await keys('Tab')).toBe('BUTTON Use these');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(desk.takeAnswer('a')).toMatchObject({ kind: 'given' });
  });
});

describe('back and forth', () => {
  const choose = async (): Promise<void> => {
    await page.getByLabel('staging').check();
    await press('Continue');
    await page.getByRole('button', { name: 'Use these' }).waitFor();
  };

  it('a reload and the back button send nothing again', async () => {
    let asked = 0;
    const verify = async () => ((asked += 1), PROOF);
    await page.goto(await desk.ask('a', credentialsQuestion({ verify })));
    await choose();
    await page.reload();
    expect(await heading()).toBe('Are these the right ones?');
    await page.goBack();
    expect(await heading()).toBe('Which AWS credentials may be used?');
    await page.goForward();
    expect(await heading()).toBe('Are these the right ones?');
    expect([asked, posts().length]).toEqual([1, 1]);
    await press('Use these');
    expect(await heading()).toBe('Thank you');
  });

  it('what was answered stays answered, whatever page is gone back to', async () => {
    await page.goto(await desk.ask('a', credentialsQuestion()));
    await choose();
    await desk.ask('b', codeQuestion());
    await press('Use these');
    expect(await heading()).toBe('Thank you');
    expect(desk.takeAnswer('a')).toMatchObject({ kind: 'given' });
    await page.goBack();
    expect(await heading()).toBe('Enter a one-time code');
    await page.goForward();
    await page.getByRole('link', { name: 'Go to it' }).click();
    await press('Decline');
    expect([desk.takeAnswer('a'), desk.takeAnswer('b')]).toEqual([null, { kind: 'declined' }]);
  });

  it('two tabs end well', async () => {
    const address = await desk.ask('a', credentialsQuestion());
    const other = await context.newPage();
    for (const tab of [page, other]) {
      await tab.goto(address);
      await tab.getByLabel('staging').check();
      await tab.getByRole('button', { name: 'Continue' }).click();
    }
    await press('Use these');
    await other.getByRole('button', { name: 'Decline' }).click();
    // The truth: it was given.
    expect(await other.getByRole('heading', { level: 1 }).innerText()).toBe('Thank you');
    expect(desk.takeAnswer('a')).toMatchObject({ kind: 'given' });
  });

  it('double clicks count once', async () => {
    await page.goto(await desk.ask('a', credentialsQuestion()));
    await page.getByLabel('staging').check();
    await page.getByRole('button', { name: 'Continue' }).dblclick();
    await page.getByRole('button', { name: 'Use these' }).dblclick();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(desk.takeAnswer('a')).toMatchObject({ kind: 'given' });
    expect(desk.takeAnswer('a')).toBeNull();
  });
});

describe('the browser', () => {
  it('asks nobody else for anything, whatever a call says', async () => {
    const failed: string[] = [];
    context.on('requestfailed', (request) => failed.push(request.url()));
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    const address = await desk.ask('a', credentialsQuestion({ call: hostileCall }));
    await page.goto(address);
    expect(await page.title()).toBe('Which AWS credentials may be used? – awswhitelist');
    await press('Continue');
    await press('Decline');
    const { origin } = new URL(address);
    expect(requests.map((request) => new URL(request.url()).origin)).toEqual(requests.map(() => origin));
    expect([failed, said]).toEqual([[], []]);
  });

  it('says that a form is the page\u2019s own, though it tells no origin', async () => {
    await page.goto(await desk.ask('a', credentialsQuestion()));
    await press('Continue');
    const [post] = posts();
    const headers = await post?.allHeaders();
    expect(headers).toMatchObject({ origin: 'null', 'sec-fetch-site': 'same-origin' });
    expect(headers).not.toHaveProperty('referer');
    expect(headers).not.toHaveProperty('cookie');
  });
});
