import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApprovalQuestion, PromptServer } from '#core/approval/questions.ts';
import { createPromptServer } from '#prompt-page/prompt-server.ts';
import {
  PROOF,
  type PageResponse,
  type FormFields,
  createApprovalQuestion,
  createCodeQuestion,
  submitForm,
  hiddenFields,
  postForm,
  sendRequest,
  createShownGroup,
  wordsOf,
} from '#test/support/prompt-page/form-requests.ts';

let server: PromptServer;
let time: number;
beforeEach(() => {
  time = Date.now();
  server = createPromptServer({ now: () => new Date(time) });
});
afterEach(() => server.close());

const ask = (call: string, more: Partial<ApprovalQuestion> = {}) =>
  server.ask(call, createApprovalQuestion({ plan: `plan of ${call}`, ...more }));
const approve: FormFields = [['do', 'approve']];
const decline: FormFields = [['do', 'decline']];
const approvalOf = (call: string, from = time) => ({
  kind: 'approved',
  plan: `plan of ${call}`,
  until: from + 900_000,
});

describe('a change', () => {
  it('is shown with what, where, as whom and why, and what the assistant wrote', async () => {
    const words = wordsOf(await sendRequest(await ask('a')));
    for (const shown of [
      'Approve this change?',
      'This adds 1 rule and removes 2 rules in sg-0123abcd .',
      'Why you are asked: It removes 2 rules at once.',
      'Will be added: 1 rule + add tcp 5432 from 203.0.113.7/32 Description: “Jo on the train”',
      'Will be removed: 2 rules \u2212 remove tcp 22 from 203.0.113.7/32 \u2212 remove udp 53 from 2001:db8::7/128',
      'Security group sg-0123abcd named “web”',
      `Account ${PROOF.account} Region eu-west-1 Identity ${PROOF.arn}`,
      'Written by your assistant whitelist_add ip_address 203.0.113.7',
      'No change on this page is made unless you approve it.',
    ])
      expect(words).toContain(shown);
    // Nothing is typed, so nothing is promised of it.
    expect(words).not.toContain('What you type here');
  });

  it('says no more than is known', async () => {
    const words = wordsOf(
      await sendRequest(
        await ask('a', { groups: [createShownGroup({ groupName: null, added: [] })], reasons: [] }),
      ),
    );
    expect(words).toContain('This removes 2 rules in');
    for (const unknown of ['named', 'Will be added', 'Why you are asked'])
      expect(words).not.toContain(unknown);
  });

  it('of several groups is shown with what becomes of each, and where', async () => {
    const groups = [
      createShownGroup(),
      createShownGroup({ region: 'us-east-1', groupId: 'sg-0fedcba9', groupName: null, removed: [] }),
    ];
    const address = await ask('a', { groups });
    const page = await sendRequest(address);
    const each = [
      'Group 1 of 2: sg-0123abcd Name “web” Region eu-west-1 Will be added: 1 rule + add tcp 5432 from 203.0.113.7/32 Description: “Jo on the train” Will be removed: 2 rules',
      'Group 2 of 2: sg-0fedcba9 Region us-east-1 Will be added: 1 rule + add tcp 5432 from 203.0.113.7/32',
    ];
    for (const shown of [
      'This adds 2 rules and removes 2 rules in 2 security groups in 2 regions.',
      ...each,
      `Account ${PROOF.account} Identity ${PROOF.arn} Written by your assistant`,
    ])
      expect(wordsOf(page)).toContain(shown);
    const done = wordsOf(await submitForm(address, page, approve));
    for (const shown of ['You approved exactly this change', ...each]) expect(done).toContain(shown);
    expect(server.takeAnswer('a')).toEqual(approvalOf('a'));
  });

  it('of several groups has its headings one below the other, alone and among others', async () => {
    const levels = ({ text }: PageResponse) =>
      [...text.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    const address = await ask('a', { groups: [createShownGroup(), createShownGroup({ removed: [] })] });
    expect(levels(await sendRequest(address))).toEqual([1, 2, 3, 3, 2, 3]);
    await ask('b');
    expect(levels(await sendRequest(address))).toEqual([1, 2, 3, 4, 4, 3, 4, 2, 3, 3]);
  });

  it('is shown with every rule of it, however many', async () => {
    const added = Array.from({ length: 200 }, (_, index) => ({
      rule: `tcp ${10_000 + index} from 203.0.113.7/32`,
      description: `number ${index}.`,
    }));
    const words = wordsOf(await sendRequest(await ask('a', { groups: [createShownGroup({ added })] })));
    expect(words).toContain('Will be added: 200 rules');
    for (const { rule, description } of added)
      expect(words).toContain(`${rule} Description: “${description}”`);
  });

  it('of a stranger is shown as text: it hides nothing, and stays inside', async () => {
    const text = '</code></form><button name="do" value="approve">\u202e\u200b\u0007\nWill be added: 0 rules';
    const seen =
      '&lt;/code&gt;&lt;/form&gt;&lt;button name=&quot;do&quot; value=&quot;approve&quot;&gt;\\u{202e}\\u{200b}\\u{7}\\u{a}Will be added: 0 rules';
    const rules = [{ rule: text, description: text }];
    const { text: page } = await sendRequest(
      await ask('a', {
        groups: [createShownGroup({ added: rules, removed: rules, groupName: text, groupId: 'sg-1' })],
        ...{ arn: text, reasons: [text] },
        call: { tool: text, arguments: [[text, text]] },
      }),
    );
    expect(page.match(/<button/g)).toHaveLength(2);
    expect(page.match(/<form/g)).toHaveLength(1);
    for (const one of ['\u202e', '\u200b', '\u0007', text]) expect(page).not.toContain(one);
    expect(page.split(seen).length - 1).toBeGreaterThanOrEqual(8);
    expect(page.match(/<bdi dir="ltr">“?&lt;\/code&gt;/g)?.length).toBeGreaterThanOrEqual(6);
  });
});

describe('an approval', () => {
  it('[consent.page] is given for the plan that was shown, and for no other that waits', async () => {
    const address = await ask('a');
    await ask('b');
    await ask('c');
    const page = await sendRequest(address);
    expect(wordsOf(page)).toMatch(/Approve these changes\?.*Change 1 of 3.*Change 2 of 3.*Change 3 of 3/);
    const done = await submitForm(address, page, approve, 1);
    expect(wordsOf(done)).toMatch(/Approved You approved exactly this change, once\./);
    for (const shown of ['sg-0123abcd', 'tcp 5432 from 203.0.113.7/32', '2 more requests wait'])
      expect(wordsOf(done)).toContain(shown);
    expect(['a', 'b', 'c'].map((call) => server.takeAnswer(call))).toEqual([null, approvalOf('b'), null]);
  });

  it.each([
    ['several ids', (ids: FormFields): FormFields => [...ids, ['kind', 'approval'], ...approve]],
    ['an id twice over', (ids: FormFields): FormFields => [...ids, ...ids, ['kind', 'approval'], ...approve]],
  ])('is for one change at most: %s', async (_, fields) => {
    const address = await ask('a');
    await ask('b');
    const { text } = await sendRequest(address);
    const ids = [0, 1].flatMap((form) => hiddenFields(text, form).filter(([name]) => name === 'id'));
    await postForm(address, fields(ids));
    expect(['a', 'b'].map((call) => server.takeAnswer(call))).toEqual([approvalOf('a'), null]);
  });

  it('is held for fifteen minutes, and told once', async () => {
    for (const [wait, held] of [
      [899_999, true],
      [900_000, false],
    ] as const) {
      const address = await ask('a');
      await submitForm(address, await sendRequest(address), approve);
      const approved = approvalOf('a');
      time += wait;
      expect(server.takeAnswer('a')).toEqual(held ? approved : null);
      expect(server.takeAnswer('a')).toBeNull();
    }
  });

  it.each<[string, FormFields]>([
    ['nothing', []],
    ['an empty word', [['do', '']]],
    ['another word', [['do', 'yes']]],
    ['another spelling', [['do', 'Approve']]],
    ['a later word', [['do', 'no'], ...approve]],
    ['another field', [['approve', 'true']]],
  ])('is not %s, and then it goes on waiting', async (_, fields) => {
    const address = await ask('a');
    const again = await submitForm(address, await sendRequest(address), fields);
    expect(wordsOf(again)).toContain('Approve this change?');
    expect(server.takeAnswer('a')).toBeNull();
    await submitForm(address, again, approve);
    expect(server.takeAnswer('a')).toEqual(approvalOf('a'));
  });

  it.each<[string, FormFields]>([
    ['of no change', []],
    ['of one that was not shown', [['id', 'AAAAAAAAAAAAAAAAAAAAAA']]],
    ['of an empty one', [['id', '']]],
  ])('%s counts for nothing, and says so', async (_, ids) => {
    const address = await ask('a');
    const sent = await postForm(address, [['kind', 'approval'], ...ids, ...approve]);
    const told = wordsOf(await sendRequest(new URL(sent.headers.location ?? '', address).href));
    expect(told).toContain('Already answered');
    expect(told).toContain('Nothing was approved this time');
    expect(server.takeAnswer('a')).toBeNull();
  });

  it('cannot be given with the form of another kind, nor another with its form', async () => {
    const address = await ask('a');
    await server.ask('b', createCodeQuestion());
    const { text } = await sendRequest(address);
    const idIn = (form: number) => hiddenFields(text, form).filter(([name]) => name === 'id');
    await postForm(address, [['kind', 'approval'], ...idIn(0), ...approve]);
    await postForm(address, [['kind', 'code'], ...idIn(1), ['code', '123456'], ...approve]);
    await postForm(address, [['kind', 'credentials'], ...idIn(1), ...approve]);
    expect(['a', 'b'].map((call) => server.takeAnswer(call))).toEqual([null, null]);
  });

  it('of a page that is out of date is not one of what is asked now', async () => {
    const address = await ask('a');
    await server.ask('b', createCodeQuestion());
    const page = await sendRequest(address);
    await ask('a', { plan: 'plan of more' });
    const late = await submitForm(address, page, approve, 1);
    expect(wordsOf(late)).toContain('Nothing was approved this time');
    expect(server.takeAnswer('a')).toBeNull();
  });
});

describe('declining', () => {
  it('is an answer, for this change alone', async () => {
    const address = await ask('a');
    await ask('b');
    const words = wordsOf(await submitForm(address, await sendRequest(address), decline));
    expect(words).toContain('Declined You did not approve this change, and it is not made.');
    expect(words).toContain('sg-0123abcd');
    expect(['a', 'b'].map((call) => server.takeAnswer(call))).toEqual([{ kind: 'declined' }, null]);
  });

  it('of several groups says of which', async () => {
    const groups = [
      createShownGroup(),
      createShownGroup({ region: 'us-east-1', groupId: 'sg-0fedcba9', groupName: null }),
    ];
    const address = await ask('a', { groups });
    const words = wordsOf(await submitForm(address, await sendRequest(address), decline));
    expect(words).toContain(
      `Group 1 of 2 sg-0123abcd named “web” in eu-west-1 Group 2 of 2 sg-0fedcba9 in us-east-1 Account ${PROOF.account}`,
    );
    expect(server.takeAnswer('a')).toEqual({ kind: 'declined' });
  });

  it('comes first in the form: what is pressed without reading approves nothing', async () => {
    const { text } = await sendRequest(await ask('a'));
    const buttons = [...text.matchAll(/<button[^>]* value="(\w+)"/g)].map(([, value]) => value);
    expect(buttons).toEqual(['decline', 'approve']);
    expect(text).not.toMatch(/autofocus|<input(?! type="hidden")/);
  });
});

describe('a second click', () => {
  it.each([
    ['approved', decline, approve, 'Approved'],
    ['declined', approve, decline, 'Declined'],
  ] as const)('is told the same, and does not change it: %s', async (kind, second, first, heading) => {
    const address = await ask('a');
    const page = await sendRequest(address);
    const clicks = [await submitForm(address, page, first), await submitForm(address, page, first)];
    clicks.push(await submitForm(address, page, second));
    for (const { text } of clicks) expect(text).toContain(`<h1>${heading}</h1>`);
    expect([server.takeAnswer('a')?.kind, server.takeAnswer('a')]).toEqual([kind, null]);
  });

  it('approves nothing more while others wait', async () => {
    const address = await ask('a');
    await ask('b');
    const page = await sendRequest(address);
    await submitForm(address, page, approve);
    const second = wordsOf(await submitForm(address, page, approve));
    expect(second).toContain('Already answered');
    expect(second).toContain('Nothing was approved this time');
    expect(second).toContain('One more request waits');
    expect([server.takeAnswer('a'), server.takeAnswer('b')]).toEqual([approvalOf('a'), null]);
  });
});
