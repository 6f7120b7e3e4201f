import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPromptServer } from '#prompt-page/prompt-server.ts';
import type { PromptServer } from '#core/approval/questions.ts';
import { openBrowser } from '#test/support/browser/browser.ts';
import { focusedElement } from '#test/support/browser/measures.ts';
import {
  approvalQuestion,
  codeQuestion,
  hostileApproval,
  manyGroupsQuestion,
  removalQuestion,
} from '#test/support/browser/questions.ts';

let browser: Browser;
let context: BrowserContext;
let page: Page;
let desk: PromptServer;
let posts: Request[];

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  desk = createPromptServer({ now: () => new Date(2026, 1, 3, 9, 0) });
  context = await browser.newContext({ javaScriptEnabled: false });
  context.setDefaultTimeout(10_000);
  posts = [];
  context.on('request', (request) => {
    if (request.method() === 'POST') posts.push(request);
  });
  page = await context.newPage();
});
afterEach(async () => {
  await context.close();
  await desk.close();
});

const until = new Date(2026, 1, 3, 9, 15).getTime();
const APPROVED = { kind: 'approved', plan: approvalQuestion().plan, until };
const heading = () => page.getByRole('heading', { level: 1 });
const said = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
const approve = (index = 0) => page.getByRole('button', { name: 'Approve this change' }).nth(index);
const type = async (...names: string[]): Promise<void> => {
  for (const name of names) await page.keyboard.press(name);
};
const keys = async (...names: string[]): Promise<string> => {
  await type(...names);
  return (await focusedElement(page))?.name ?? 'nothing';
};
/** Long enough for a form that was sent to have arrived. */
const settle = () => page.waitForTimeout(300);

describe('with the keyboard alone', () => {
  it('a change is approved', async () => {
    await page.goto(await desk.ask('a', approvalQuestion()));
    expect(await keys('Tab', 'Tab')).toBe('BUTTON Approve this change');
    await page.keyboard.press('Enter');
    await said('Approved');
    expect(desk.takeAnswer('a')).toEqual(APPROVED);
  });

  it('a change is declined', async () => {
    await page.goto(await desk.ask('a', approvalQuestion()));
    expect(await keys('Tab')).toBe('BUTTON Decline');
    await page.keyboard.press('Enter');
    await said('Declined');
    expect(desk.takeAnswer('a')).toEqual({ kind: 'declined' });
  });

  it.each(['Enter', ' ', 'Escape'])(
    'a stray key right after the page has opened sends nothing: "%s"',
    async (key) => {
      await page.goto(await desk.ask('a', approvalQuestion()));
      expect(await keys()).toBe('nothing');
      await type(key, key);
      await settle();
      expect(posts).toEqual([]);
      expect(await heading().innerText()).toBe('Approve this change?');
    },
  );

  it.each(['Enter', ' '])('nor does what is typed ahead approve: Tab and "%s"', async (key) => {
    await page.goto(await desk.ask('a', approvalQuestion()));
    await type('Tab', key);
    await said('Declined');
    expect(desk.takeAnswer('a')).toEqual({ kind: 'declined' });
  });

  it('Enter in the field of a code that waits too approves nothing', async () => {
    await desk.ask('a', approvalQuestion());
    await page.goto(await desk.ask('b', codeQuestion()));
    await page.getByRole('textbox', { name: 'Code' }).fill('123456');
    await page.keyboard.press('Enter');
    await said('The code was right');
    expect([desk.takeAnswer('a'), desk.takeAnswer('b')]).toEqual([null, { kind: 'opened' }]);
  });
});

describe('several changes', () => {
  it('are approved and declined each by itself', async () => {
    const first = await desk.ask('a', approvalQuestion());
    await desk.ask('b', removalQuestion());
    await desk.ask('c', hostileApproval);
    await page.goto(first);
    expect(await heading().innerText()).toBe('Approve these changes?');
    await approve(1).click();
    await said('Approved');
    expect(await page.getByRole('listitem').count()).toBe(12);
    await page.getByRole('link', { name: 'Go to them' }).click();
    await page.getByRole('button', { name: 'Decline' }).nth(1).click();
    await said('Declined');
    expect(['a', 'b', 'c'].map((call) => desk.takeAnswer(call))).toEqual([
      null,
      { kind: 'approved', plan: removalQuestion().plan, until },
      { kind: 'declined' },
    ]);
    await page.getByRole('link', { name: 'Go to it' }).click();
    expect(await heading().innerText()).toBe('Approve this change?');
  });

  it('are told apart by those who do not see them', async () => {
    const first = await desk.ask('a', approvalQuestion());
    await desk.ask('b', removalQuestion(2));
    await page.goto(first);
    expect(await page.getByRole('form').nth(1).ariaSnapshot()).toMatchInlineSnapshot(`
      "- form "This removes 2 rules in sg-0123abcd.":
        - heading "Change 2 of 2" [level=2]
        - paragraph:
          - text: This removes 2 rules in
          - code: sg-0123abcd
          - text: .
        - paragraph: "Why you are asked: It removes 2 rules at once."
        - 'heading "Will be removed: 2 rules" [level=3]'
        - list:
          - listitem:
            - text: − remove
            - code: tcp 8000 from 203.0.113.7/32
          - listitem:
            - text: − remove
            - code: tcp 8001 from 203.0.113.7/32
        - term: Security group
        - definition:
          - code: sg-0123abcd
          - text: named “web-frontend”
        - term: Account
        - definition:
          - code: "123456789012"
        - term: Region
        - definition:
          - code: eu-central-1
        - term: Identity
        - definition:
          - code: arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_NetworkAdmin_0123456789abcdef/jo@example.com
        - paragraph: Written by your assistant
        - paragraph:
          - code: whitelist_remove
        - term: ip_address
        - definition: 2001:db8:85a3::8a2e:370:7334
        - term: security_group_id
        - definition: sg-0123abcd
        - button "Decline"
        - button "Approve this change""
    `);
    const described = await approve(1).getAttribute('aria-describedby');
    expect(await page.locator(`[id="${described}"]`).innerText()).toBe(
      'This removes 2 rules in sg-0123abcd.',
    );
  });
});

describe('a change of several groups', () => {
  it('is approved as a whole, and said again once it is', async () => {
    const question = manyGroupsQuestion();
    await page.goto(await desk.ask('a', question));
    const headings = () => page.getByRole('heading').allInnerTexts();
    const groups = [
      'Group 1 of 3: sg-0123abcd',
      'Will be added: 8 rules',
      'Group 2 of 3: sg-0fedcba9876543210',
      'Will be added: 6 rules',
      'Will be removed: 2 rules',
      'Group 3 of 3: sg-0123456789abcdef0',
      'Will be added: 8 rules',
    ];
    expect(await headings()).toEqual(['Approve this change?', ...groups]);
    expect(await page.getByRole('button').allInnerTexts()).toEqual(['Decline', 'Approve this change']);
    const described = await approve().getAttribute('aria-describedby');
    expect(await page.locator(`[id="${described}"]`).innerText()).toBe(
      'This adds 22 rules and removes 2 rules in 3 security groups in 2 regions.',
    );
    await approve().click();
    await said('Approved');
    expect(await headings()).toEqual(['Approved', ...groups]);
    expect(desk.takeAnswer('a')).toEqual({ kind: 'approved', plan: question.plan, until });
  });
});

describe('back and forth', () => {
  it('neither the back button nor a reload approves twice', async () => {
    await desk.ask('b', codeQuestion());
    await page.goto(await desk.ask('a', approvalQuestion()));
    await approve().click();
    await said('Approved');
    expect(desk.takeAnswer('a')).toEqual(APPROVED);
    await page.reload();
    await said('Approved');
    await page.goBack();
    await said('Enter a one-time code');
    await page.goForward();
    await said('Approved');
    expect(posts).toHaveLength(1);
    expect(desk.takeAnswer('a')).toBeNull();
  });

  it('a page that was left open approves nothing that is asked later', async () => {
    const address = await desk.ask('a', approvalQuestion());
    await desk.ask('b', codeQuestion());
    const other = await context.newPage();
    for (const tab of [page, other]) await tab.goto(address);
    await approve().click();
    await said('Approved');
    expect(desk.takeAnswer('a')).toEqual(APPROVED);
    await desk.ask('a', approvalQuestion());
    await other.getByRole('button', { name: 'Approve this change' }).click();
    expect(await other.getByRole('main').innerText()).toMatch(
      /Already answered[\s\S]*Nothing was approved this time/,
    );
    expect(desk.takeAnswer('a')).toBeNull();
  });

  it('a reload of the last page repeats what was said, and a double click counts once', async () => {
    await page.goto(await desk.ask('a', approvalQuestion()));
    await approve().dblclick();
    await said('Approved');
    expect(desk.takeAnswer('a')).toEqual(APPROVED);
    await page.reload();
    await said('Approved');
    expect(desk.takeAnswer('a')).toBeNull();
  });
});

it('what a stranger wrote is text, and asks nobody for anything', async () => {
  const asked: string[] = [];
  context.on('request', (request) => asked.push(new URL(request.url()).origin));
  const address = await desk.ask('a', hostileApproval);
  await page.goto(address);
  expect(await page.title()).toBe('Approve this change? – awswhitelist');
  expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
  expect(await page.getByRole('button').allInnerTexts()).toEqual(['Decline', 'Approve this change']);
  expect(new Set(asked)).toEqual(new Set([new URL(address).origin]));
});

it('every rule of a big change can be come by', async () => {
  await page.goto(await desk.ask('a', removalQuestion(200)));
  const rules = page.getByRole('listitem');
  expect(await rules.count()).toBe(200);
  for (const rule of [rules.first(), rules.last()]) {
    await rule.scrollIntoViewIfNeeded();
    expect(await rule.isVisible()).toBe(true);
  }
  expect(await rules.last().innerText()).toContain('tcp 8199 from 203.0.113.7/32');
});
