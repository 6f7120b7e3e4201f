import { describe, expect, it, onTestFinished } from 'vitest';
import { visitPage } from '#test/support/prompt-page/page-visitor.ts';
import { createPromptServer } from '#prompt-page/prompt-server.ts';
import type { Approval } from '#core/approval/approval.ts';
import { NeedsPersonError } from '#core/approval/needs-person-error.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { createCallPrompts } from './call-prompts.ts';

const CALL = { tool: 'whitelist_remove', args: { security_group_id: 'sg-0123abcd' } };
const WANTED: Approval = {
  kind: 'approval',
  ...{ plan: 'plan-1', token: 'token', reasons: [], account: '123456789012' },
  arn: 'arn:aws:iam::123456789012:user/jo',
  groups: [
    {
      ...{ region: 'eu-west-1', groupId: 'sg-0123abcd', groupName: null },
      ...{ added: [], removed: [{ rule: 'tcp 22 from 203.0.113.7/32', description: null }], described: [] },
    },
  ],
};

/** A change that was approved on the page just now. */
async function approved() {
  const clock = { time: Date.now() };
  const now = () => new Date(clock.time);
  const prompts = createCallPrompts(() => Promise.resolve(createPromptServer({ now })), now);
  onTestFinished(() => prompts.close());
  const error = new NeedsPersonError('consent_required', 'A person has to approve this.', WANTED);
  const nothing = () => Promise.reject(error);
  const waiting = { signal: new AbortController().signal, elicitor: null, limit: 0, base: null };
  const answer = prompts.forCall(CALL).ask(error, { verify: nothing, open: nothing }, waiting);
  const chatError: unknown = await answer.catch((thrown: unknown) => thrown);
  const link = chatError instanceof WhitelistError ? chatError.report().link : undefined;
  await (await visitPage(link ?? '')).submit('Approve this change');
  return { people: prompts, clock, repeat: () => prompts.forCall(CALL).takeEarlierAnswer() };
}

describe('an approval on the page', () => {
  it('is for its plan alone, and told once', async () => {
    const { people: prompts, repeat } = await approved();
    expect(prompts.takeApproval('plan-1')).toBe(false);
    repeat();
    expect(prompts.takeApproval('plan-2')).toBe(false);
    expect([prompts.takeApproval('plan-1'), prompts.takeApproval('plan-1')]).toEqual([true, false]);
  });

  it.each([
    [14, 0, true],
    [14, 2, false],
    [1, 13, true],
    [1, 14, false],
    [15, 0, false],
  ])(
    'holds for fifteen minutes from the click: its call comes after %i, the change after %i more: %s',
    async (before, after, holds) => {
      const { people: prompts, clock, repeat } = await approved();
      clock.time += before * 60_000;
      repeat();
      clock.time += after * 60_000;
      expect(prompts.takeApproval('plan-1')).toBe(holds);
    },
  );
});
