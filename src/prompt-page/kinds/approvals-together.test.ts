import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApprovalQuestion, PromptServer } from '#core/approval/questions.ts';
import { createPromptServer } from '#prompt-page/prompt-server.ts';
import {
  createApprovalQuestion,
  createCodeQuestion,
  createCredentialsQuestion,
  createShownGroup,
  sendRequest,
  submitForm,
  wordsOf,
} from '#test/support/prompt-page/form-requests.ts';

let server: PromptServer;
beforeEach(() => {
  server = createPromptServer();
});
afterEach(() => server.close());

const ask = (call: string, more: Partial<ApprovalQuestion> = {}) =>
  server.ask(call, createApprovalQuestion({ plan: `plan of ${call}`, ...more }));

describe('a change', () => {
  it('says once what all rules share, and what is worth a word', async () => {
    const note = '[awswhitelist:1 jo (deploy)]';
    const added = [1, 2, 3].map((port) => ({ rule: `tcp ${port} from 203.0.113.7/32`, description: note }));
    const groups = [createShownGroup({ added, removed: [] })];
    const warnings = ['203.0.113.7/32 is let in already.'];
    const words = wordsOf(await sendRequest(await ask('a', { groups, warnings })));
    expect(words.match(/Access of jo without an end ?, reason: “deploy”/g)).toHaveLength(1);
    expect(words).toContain('Each of them: Access of jo without an end');
    expect(words).toContain(warnings[0]);
  });

  it('comes first where its own link is opened, and every link shows all', async () => {
    const first = await ask('a', { reasons: ['The first.'] });
    const second = await ask('b', { reasons: ['The second.'] });
    const order = async (link: string) => wordsOf(await sendRequest(link)).match(/The (first|second)\./g);
    expect(await order(first)).toEqual(['The first.', 'The second.']);
    expect(await order(second)).toEqual(['The second.', 'The first.']);
  });
});

it('waits on one page with credentials and a code, and each is answered by itself', async () => {
  const address = await ask('a');
  await server.ask('b', createCredentialsQuestion());
  await server.ask('c', createCodeQuestion());
  const page = await sendRequest(address);
  expect(page.text.match(/<h1/g)).toHaveLength(1);
  const words = wordsOf(page);
  expect(words).toMatch(
    /Your answer is needed.*Which AWS credentials.*Enter a one-time code.*Approve this change\?/,
  );
  expect(words).toMatch(/What you type here is sent to AWS alone.*No change on this page is made unless/);
  const done = await submitForm(address, page, [['do', 'approve']], 2);
  expect(wordsOf(done)).toContain('2 more requests wait');
  expect(['a', 'b', 'c'].map((call) => server.takeAnswer(call))).toEqual([
    expect.objectContaining({ kind: 'approved', plan: 'plan of a' }),
    null,
    null,
  ]);
});
