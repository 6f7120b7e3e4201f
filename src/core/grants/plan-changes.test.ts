import { describe, expect, it } from 'vitest';
import { byAwsClock } from './moment.ts';
import { createHolder, inMinutes, NOW } from '#test/support/arbitraries/grants.ts';
import { createRule, tcp } from '#test/support/arbitraries/policies.ts';
import { planGrant, planRelease } from './plan-changes.ts';

const JO = createHolder('jo');
const at = (host: number, description: string | null) => ({
  ...createRule(`203.0.113.${host}`, tcp(5432)),
  description,
  ruleId: `sgr-${host}`,
});
const SHARED = at(1, '[awswhitelist:1 jo until 2026-11-23T19:00Z; ann]');
const OWN = at(2, 'Jo [awswhitelist:1 jo]');
const ANNS = at(3, '[awswhitelist:1 ann]');
const PLAIN = at(4, 'by hand');
const NEWER = at(5, '[awswhitelist:2 jo]');
const ENDED = at(6, '[awswhitelist:1 ann until 2026-11-23T17:00Z]');

describe('joining', () => {
  const wanted = (host: number) => ({
    ...at(host, '[awswhitelist:1 jo until 2026-11-23T20:00Z]'),
    ruleId: null,
  });
  const share = { holder: JO, until: inMinutes(120), reason: null };

  it('tells what is new, what is rewritten, what is held and what is of others', () => {
    const found = planGrant(
      [SHARED, OWN, ANNS, PLAIN, NEWER],
      [1, 2, 3, 4, 5, 6, 6].map(wanted),
      share,
      byAwsClock(NOW),
    );
    expect(found).toEqual({
      authorize: [wanted(6)],
      rewrite: [
        { rule: SHARED, to: '[awswhitelist:1 jo until 2026-11-23T20:00Z; ann]', gives: true },
        { rule: ANNS, to: '[awswhitelist:1 ann; jo until 2026-11-23T20:00Z]', gives: true },
      ],
      held: [{ rule: OWN, own: { holder: 'jo', until: null, reason: null } }],
      foreign: [PLAIN, NEWER],
    });
  });

  it('writes nothing where the share is written already, though its end has passed since', () => {
    const late = at(1, '[awswhitelist:1 jo until 2026-11-23T17:59Z]');
    const over = { ...share, until: inMinutes(-1) };
    expect(planGrant([late], [wanted(1)], over, byAwsClock(NOW))).toMatchObject({
      rewrite: [],
      held: [{ rule: late }],
    });
  });

  it('takes a rule without a description for one of others', () => {
    expect(planGrant([at(1, null)], [wanted(1)], share, byAwsClock(NOW)).foreign).toHaveLength(1);
  });
});

describe('leaving', () => {
  it('takes off the share, and the rule with the last one', () => {
    expect(planRelease([SHARED, OWN, ANNS, PLAIN, NEWER, ENDED], JO, false, byAwsClock(NOW))).toEqual({
      revoke: [OWN, PLAIN, ENDED],
      rewrite: [{ rule: SHARED, to: '[awswhitelist:1 ann]', gives: false }],
      blocked: [
        { rule: ANNS, holders: [{ holder: 'ann', until: null, reason: null }] },
        { rule: NEWER, holders: [] },
      ],
      risks: [],
    });
  });

  it('of whole rules takes them all, and says who else goes', () => {
    expect(planRelease([SHARED, OWN, ANNS, PLAIN, NEWER, ENDED], JO, true, byAwsClock(NOW))).toEqual({
      revoke: [SHARED, OWN, ANNS, PLAIN, NEWER, ENDED],
      rewrite: [],
      blocked: [],
      risks: [
        'tcp 5432 from 203.0.113.1/32 goes for others too: ann (no end).',
        'tcp 5432 from 203.0.113.3/32 goes for others too: ann (no end).',
        'tcp 5432 from 203.0.113.5/32 has the note of another version: who else it goes for is not known.',
      ],
    });
  });
});
