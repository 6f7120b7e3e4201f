import { describe, expect, it, onTestFinished } from 'vitest';
import type { Approval } from '#core/approval/approval.ts';
import { parseCidr } from '#core/network/cidr.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import type { GroupDiff, PlannedChange } from '#core/approval/planned-change.ts';
import { obtainConsent, type AskApproval } from './consent.ts';
import { createCallDeadline } from './call-deadline.ts';
import { createCallPrompts } from './call-prompts.ts';
import { createPlanTokens } from './plan-tokens.ts';

const rule = (address: string, description: string | null = null) => ({
  source: { kind: 'cidr' as const, cidr: parseCidr(address).cidr },
  traffic: { protocol: 'tcp' as const, ports: { from: 443, to: 443 } },
  description,
  ruleId: null,
});
const WEB: GroupDiff = {
  region: 'eu-west-1',
  groupId: 'sg-1',
  groupName: 'web\u202e',
  authorize: [rule('203.0.113.7', 'Jo\u200b')],
  revoke: [rule('203.0.113.8')],
  rewrite: [],
};
const AS_IT_IS: GroupDiff = { ...WEB, groupId: 'sg-2', authorize: [], revoke: [] };
const DATABASE: GroupDiff = { ...WEB, region: 'us-east-1', groupId: 'sg-3', groupName: null, revoke: [] };
const PLAN: PlannedChange = {
  account: '123456789012',
  arn: 'arn:aws:iam::123456789012:user/jo',
  reasons: ['It is wide.'],
  changes: [WEB, AS_IT_IS, DATABASE],
};

function counter({ askYes = null }: { readonly askYes?: AskApproval } = {}) {
  const now = () => new Date();
  const [people, tokens] = [createCallPrompts(null, now), createPlanTokens(now)];
  onTestFinished(() => people.close());
  const consent = (plan: PlannedChange, approvalToken?: string) => {
    const limit = createCallDeadline(60_000);
    onTestFinished(() => limit.pause());
    return obtainConsent(
      { prompts: people, tokens, askApproval: askYes, yes: { given: false, counts: false } },
      {
        ...{ plan, prompter: null, signal: new AbortController().signal },
        ...{ elicitor: null, approvalToken, deadline: limit },
      },
    );
  };
  return { tokens, consent };
}

describe('consent to a change of several groups', () => {
  it('is asked for with each that would be changed, in the order of the plan', async () => {
    const asked: Approval[] = [];
    const { consent, tokens } = counter({
      askYes: (approval) => Promise.resolve(asked.push(approval) > 0),
    });
    await consent(PLAN);
    expect(asked).toMatchObject([
      {
        plan: tokens.digest(PLAN),
        groups: [
          {
            ...{ region: 'eu-west-1', groupId: 'sg-1', groupName: 'web\\u{202e}' },
            added: [{ rule: 'tcp 443 from 203.0.113.7/32', description: 'Jo\\u{200b}' }],
            removed: [{ rule: 'tcp 443 from 203.0.113.8/32', description: null }],
          },
          { region: 'us-east-1', groupId: 'sg-3', groupName: null, removed: [] },
        ],
      },
    ]);
    expect(asked[0]?.groups).toHaveLength(2);
  });

  it('is for all of them or none: a no ends it', async () => {
    const { consent } = counter({ askYes: () => Promise.resolve(false) });
    await expect(consent(PLAN)).rejects.toMatchObject({ code: 'declined' });
  });

  it('that a client brought back is good for that change, once, whatever its order, and for no other', async () => {
    const { consent, tokens } = counter();
    const token = tokens.mint('consent', PLAN);
    const more = { ...PLAN, changes: [...PLAN.changes, { ...WEB, region: 'us-east-1' }] };
    await expect(consent(more, token)).rejects.toMatchObject({ code: 'consent_required' });
    await expect(consent({ ...PLAN, changes: [WEB] }, token)).rejects.toBeInstanceOf(WhitelistError);
    const named = {
      ...PLAN,
      changes: PLAN.changes.toReversed().map((one) => ({ ...one, groupName: 'other' })),
    };
    await consent(named, token);
    await expect(consent(PLAN, token)).rejects.toMatchObject({ code: 'consent_required' });
  });
});
