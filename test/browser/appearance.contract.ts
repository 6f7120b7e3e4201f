import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPromptServer } from '#prompt-page/prompt-server.ts';
import type { PromptServer } from '#core/approval/questions.ts';
import { openBrowser } from '#test/support/browser/browser.ts';
import { findAxeViolations, focusedElement, measureOverflow } from '#test/support/browser/measures.ts';
import {
  KEY_ID,
  SECRET,
  approvalQuestion,
  codeQuestion,
  credentialsQuestion,
  hostileApproval,
  hostileCall,
  manyGroupsQuestion,
  holdersQuestion,
  removalQuestion,
} from '#test/support/browser/questions.ts';

/** For a person to look at; not kept. */
const pictures = join(import.meta.dirname, '../../reports/pages');
mkdirSync(pictures, { recursive: true });

let browser: Browser;
let context: BrowserContext;
let page: Page;
let desk: PromptServer;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(() => {
  // Its pages say until when they are open.
  desk = createPromptServer({ now: () => new Date(2026, 1, 3, 9, 0) });
});
afterEach(async () => {
  await context.close();
  await desk.close();
});

const press = (name: string) => page.getByRole('button', { name, exact: true }).first().click();

/** How to come to each page. */
const PAGES = {
  profile: async () => {
    await page.goto(await desk.ask('a', credentialsQuestion()));
    await page.getByLabel('staging').check();
  },
  keys: async () => {
    await page.goto(await desk.ask('a', credentialsQuestion({ profiles: [], regionNeeded: true })));
  },
  'nothing chosen': async () => {
    await page.goto(await desk.ask('a', credentialsQuestion()));
    await press('Continue');
  },
  'keys, not accepted': async () => {
    await page.goto(await desk.ask('a', credentialsQuestion({ regionNeeded: true })));
    await page.getByLabel('Paste keys instead').check();
    await page.getByLabel('Access key ID').fill(KEY_ID);
    await page.getByLabel('Region').fill('Frankfurt');
    await press('Continue');
  },
  confirmation: async () => {
    await page.goto(await desk.ask('a', credentialsQuestion({ profiles: [] })));
    await page.getByLabel('Access key ID').fill(KEY_ID);
    await page.getByLabel('Secret access key').fill(SECRET);
    await press('Continue');
  },
  'thank you': async () => {
    await PAGES.confirmation();
    await desk.ask('b', codeQuestion());
    await press('Use these');
  },
  code: async () => {
    await page.goto(await desk.ask('a', codeQuestion()));
  },
  'code, not accepted': async () => {
    await PAGES.code();
    await page.getByRole('textbox', { name: 'Code' }).fill('000000');
    await press('Continue');
  },
  approval: async () => {
    await page.goto(await desk.ask('a', approvalQuestion()));
  },
  'approval of holders': async () => {
    await page.goto(await desk.ask('a', holdersQuestion()));
  },
  'approval of a removal': async () => {
    await page.goto(await desk.ask('a', removalQuestion()));
  },
  'approval for many groups': async () => {
    await page.goto(await desk.ask('a', manyGroupsQuestion()));
  },
  'approvals, one of a stranger': async () => {
    await desk.ask('a', approvalQuestion());
    await page.goto(await desk.ask('b', hostileApproval));
  },
  approved: async () => {
    await PAGES['approvals, one of a stranger']();
    await press('Approve this change');
  },
  'approval declined': async () => {
    await PAGES.approval();
    await press('Decline');
  },
  'everything at once': async () => {
    await desk.ask('a', credentialsQuestion());
    await desk.ask('b', credentialsQuestion({ call: hostileCall, regionNeeded: true }));
    await desk.ask('c', codeQuestion());
    await desk.ask('d', codeQuestion({ serial: 'GAHT12345678' }));
    await page.goto(await desk.ask('e', approvalQuestion()));
  },
  'no longer good': async () => {
    await page.goto(`${await desk.ask('a', codeQuestion())}x`);
  },
};

const names = Object.keys(PAGES) as (keyof typeof PAGES)[];
const schemes = ['light', 'dark'] as const;

async function open(name: keyof typeof PAGES, options: Parameters<Browser['newContext']>[0]): Promise<void> {
  context = await browser.newContext(options);
  context.setDefaultTimeout(10_000);
  page = await context.newPage();
  await PAGES[name]();
  await page.getByRole('heading', { level: 1 }).waitFor();
}

describe.each(schemes)('in %s', (colorScheme) => {
  it.each(names)('%s can be read and used by everybody', async (name) => {
    await open(name, { colorScheme, viewport: { width: 900, height: 700 } });
    await page.screenshot({ path: join(pictures, `${name} ${colorScheme}.png`), fullPage: true });
    expect(await findAxeViolations(page)).toEqual([]);
  });
});

describe('in a narrow window', () => {
  it.each(names)('%s needs no scrolling to the side', async (name) => {
    await open(name, { viewport: { width: 320, height: 640 }, deviceScaleFactor: 2 });
    await page.screenshot({ path: join(pictures, `${name} narrow.png`), fullPage: true });
    expect(await measureOverflow(page)).toEqual({ scroll: 0, wide: [] });
  });

  it('large text, at twice its size, needs none either', async () => {
    await open('everything at once', { viewport: { width: 640, height: 700 } });
    await page.evaluate(`document.documentElement.style.fontSize = '200%'`);
    expect(await measureOverflow(page)).toEqual({ scroll: 0, wide: [] });
  });
});

describe('what has the focus', () => {
  it.each(schemes)('is seen in %s, on everything that takes it', async (colorScheme) => {
    await open('everything at once', { colorScheme });
    const seen: NonNullable<Awaited<ReturnType<typeof focusedElement>>>[] = [];
    for (;;) {
      await page.keyboard.press('Tab');
      const now = await focusedElement(page);
      if (now === null) break;
      seen.push(now);
    }
    expect(seen.map(({ name }) => name.replace(/(?<=code-).*/, '…'))).toEqual([
      'INPUT use-0',
      'INPUT region',
      'BUTTON Continue',
      'BUTTON Decline',
      'INPUT code-…',
      'BUTTON Continue',
      'BUTTON Decline',
      'INPUT code-…',
      'BUTTON Continue',
      'BUTTON Decline',
      'BUTTON Decline',
      'BUTTON Approve this change',
    ]);
    expect(new Set(seen.map(({ outline }) => outline))).toEqual(new Set(['solid 3px']));
  });
});

describe('what is read out', () => {
  it('tells the page in order', async () => {
    await open('keys, not accepted', {});
    expect(await page.locator('body').ariaSnapshot()).toMatchInlineSnapshot(`
      "- banner: awswhitelist
      - main:
        - region "Which AWS credentials may be used?":
          - heading "Which AWS credentials may be used?" [level=1]
          - alert:
            - heading "Not accepted" [level=2]
            - list:
              - listitem:
                - link "The secret access key is missing.":
                  - /url: "#secret_access_key"
              - listitem:
                - 'link "Invalid region: got \\"Frankfurt\\", expected a region''s code. Example: us-east-1."':
                  - /url: "#region"
          - paragraph: Your assistant asked for this, and nothing says yet which AWS credentials to use. Decline if you did not expect it.
          - paragraph: Written by your assistant
          - paragraph:
            - code: whitelist_add
          - term: ip_address
          - definition: 203.0.113.7
          - term: security_group_id
          - definition: sg-0123abcd
          - term: port
          - definition: postgres
          - term: description
          - definition: Jo on the train, until Friday
          - group "Use a profile of this machine":
            - text: Use a profile of this machine
            - radio "staging IAM Identity Center"
            - text: staging IAM Identity Center
            - radio "production role"
            - text: production role
            - radio "Paste keys instead Temporary ones, if you can" [checked]
            - text: Paste keys instead Temporary ones, if you can
          - group "Paste keys":
            - text: Paste keys Access key ID
            - paragraph: Starts with AKIA or ASIA.
            - textbox "Access key ID": ASIAIOSFODNN7EXAMPLE
            - text: Secret access key
            - paragraph: The longer part, 40 characters.
            - paragraph: The secret access key is missing.
            - textbox "Secret access key" [invalid]
            - text: Session token
            - paragraph: Only for temporary keys (ASIA).
            - textbox "Session token"
          - text: Region
          - paragraph: "Where the security group is. Example: us-east-1."
          - paragraph: "Invalid region: got \\"Frankfurt\\", expected a region's code. Example: us-east-1."
          - textbox "Region" [invalid]: Frankfurt
          - paragraph: Next, AWS is asked whose credentials they are. You see the answer before they are used.
          - button "Continue"
          - button "Decline"
        - paragraph: This page comes from the program awswhitelist on your own machine. It is open until 09:15. What you type here is sent to AWS alone; it does not go into the chat, and it is not stored."
    `);
  });
});
