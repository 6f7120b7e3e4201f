import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClientPlan, Plan, PlannedGrant } from './plan.ts';
import { runPlan } from './run-plan.ts';

// The window of docs/grants.md, step by step: each line is one request that AWS carries out.

beforeEach(
  () => void vi.useFakeTimers({ toFake: ['Date', 'performance'], now: new Date('2026-11-23T18:00:20Z') }),
);
afterEach(() => void vi.useRealTimers());

const [READ, ADD, NOTE, TAKE] = [
  'DescribeSecurityGroups',
  'AuthorizeSecurityGroupIngress',
  'UpdateSecurityGroupRuleDescriptionsIngress',
  'RevokeSecurityGroupIngress',
];
const WHO = { ip_address: '203.0.113.7', port: 443 };

function plan(
  first: readonly PlannedGrant[],
  tools: Readonly<Record<string, readonly [string, object?]>>,
): Plan {
  const client = ([name, [tool, more = {}]]: (typeof entries)[number]): ClientPlan => ({
    name: name === 'ann' ? 'ann' : 'bob',
    ahead: name === 'ann' ? 4 : -4,
    calls: [{ tool, args: tool === 'whitelist_sweep' ? {} : { ...WHO, ...more } }],
  });
  const entries = Object.entries(tools);
  return { isDefaultVpc: false, before: [first], clients: entries.map(client), stale: [], choices: [] };
}

const over = [{ holder: 'ann', minutes: -10 }];
const anns = [{ holder: 'ann', minutes: null }];
const bobs = [{ holder: 'bob', minutes: null }];

describe('an access that is granted', () => {
  it.each([
    [
      'goes with a sweep that had read the group before',
      plan(over, { ann: ['whitelist_add', { expires_in: '2h' }], bob: ['whitelist_sweep'] }),
      ['bob begins', `bob: ${READ}`, 'bob: GetCallerIdentity', `bob: ${READ}`],
      [
        'ann begins',
        'ann: GetCallerIdentity',
        `ann: ${ADD}`,
        `ann: ${READ}`,
        `ann: ${NOTE}`,
        'ann: pause 2000',
      ],
      [`ann: ${READ}`, `bob: ${TAKE}`],
      ['window'],
    ],
    [
      'goes with a removal by another holder that had read the group before',
      plan(bobs, { ann: ['whitelist_add'], bob: ['whitelist_remove'] }),
      ['bob begins', `bob: ${READ}`, 'bob: GetCallerIdentity'],
      ['ann begins', `ann: ${ADD}`, `ann: ${READ}`, `ann: ${NOTE}`, `ann: ${READ}`],
      [`bob: ${TAKE}`],
      ['window'],
    ],
    [
      'is written over by another holder who had read the group before',
      plan([{ holder: 'cyd', minutes: null }], { ann: ['whitelist_add'], bob: ['whitelist_add'] }),
      ['bob begins', `bob: ${ADD}`, `bob: ${READ}`],
      ['ann begins', `ann: ${ADD}`, `ann: ${READ}`, `ann: ${NOTE}`, `ann: ${READ}`],
      [`bob: ${NOTE}`],
      ['window'],
    ],
    [
      'stays where the sweep reads after it was written',
      plan(over, { ann: ['whitelist_add', { expires_in: '2h' }], bob: ['whitelist_sweep'] }),
      ['bob begins', `bob: ${READ}`, 'bob: GetCallerIdentity'],
      ['ann begins', 'ann: GetCallerIdentity', `ann: ${ADD}`, `ann: ${READ}`, `ann: ${NOTE}`],
      [`bob: ${READ}`],
      [],
    ],
    [
      'is made again where the sweep takes it before it is looked at again',
      plan(over, { ann: ['whitelist_add', { expires_in: '2h' }], bob: ['whitelist_sweep'] }),
      ['bob begins', `bob: ${READ}`, 'bob: GetCallerIdentity', `bob: ${READ}`],
      ['ann begins', 'ann: GetCallerIdentity', `ann: ${ADD}`, `ann: ${READ}`, `ann: ${NOTE}`, `bob: ${TAKE}`],
      [
        'ann: pause 2000',
        `ann: ${READ}`,
        'ann: pause 150',
        `ann: ${READ}`,
        'ann: pause 450',
        `ann: ${READ}`,
        `ann: ${ADD}`,
      ],
      [],
    ],
    [
      'is written again where another holder writes over it before it is looked at again',
      plan([{ holder: 'cyd', minutes: null }], { ann: ['whitelist_add'], bob: ['whitelist_add'] }),
      ['bob begins', `bob: ${ADD}`, `bob: ${READ}`],
      ['ann begins', `ann: ${ADD}`, `ann: ${READ}`, `ann: ${NOTE}`, `bob: ${NOTE}`],
      [`ann: ${READ}`],
      [],
    ],
  ])('%s', async (_what, made, before, between, after, losses) => {
    const ran = await runPlan({ ...made, order: [...before, ...between, ...after] });
    expect(ran.losses).toEqual(losses);
  });
});

it('is never lost where clients call one after the other', async () => {
  const made = plan(anns, { bob: ['whitelist_add'], ann: ['whitelist_add', { expires_in: 'never' }] });
  expect((await runPlan(made)).losses).toEqual([]);
});
