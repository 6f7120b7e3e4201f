import { DeleteSecurityGroupCommand } from '@aws-sdk/client-ec2';
import { expect, it, onTestFinished } from 'vitest';
import { startSandbox, type SandboxOptions } from '#sandbox/index.ts';
import type { ChangedRule } from '#tools/answer/change-result.ts';
import { openAwsFixture } from '#test/contract/aws-fixture.ts';
import { openFaultSystem } from '#test/faults/matrix/system.ts';

const ADDRESSES = ['203.0.113.7', '2001:db8::9'];
const lines = ['tcp 443-443 203.0.113.7/32', 'tcp 443-443 2001:db8::9/128'];

/** Three groups of their own, and what becomes of an addition of two rules to each. */
async function threeGroups(options: SandboxOptions = {}) {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  const on = await openFaultSystem({ key: 'minimal' }, 30_000, sandbox);
  onTestFinished(() => on.close());
  const stage = await openAwsFixture({ ...sandbox, keys: sandbox.keys.admin });
  const groups = [await stage.newGroup(), await stage.newGroup('default'), await stage.newGroup()];
  const add = (targets = groups) =>
    on.call('whitelist_add', { targets, ip_addresses: ADDRESSES, port: 443, region: sandbox.region });
  /** Of each rule that is told of, whether what is told is so; and the states in groups where not all went well. */
  const judged = async (rules: readonly ChangedRule[]) => {
    expect(rules).toHaveLength(groups.length * ADDRESSES.length);
    for (const { security_group_id: id = '', cidr, state = '' } of rules) {
      const isThere = (await on.rules(id)).includes(`tcp 443-443 ${cidr}`);
      if (state !== 'unknown') expect(isThere, `${id} ${cidr} ${state}`).toBe(/added|present/.test(state));
    }
    return rules.map(({ state }) => state);
  };
  return { ...on, stage, groups, add, judged };
}

const rulesIn = (result: Record<string, unknown> | null) => (result?.['rules'] ?? []) as ChangedRule[];

/** With these, the first two groups are answered and the third is not. */
const FROM_THE_THIRD = '3-99';

it.each([
  [{ kind: 'throttled' }, { code: 'throttled', outcome: 'not_done', retryable: true }, 'not_done'],
  [
    { kind: 'error', code: 'UnauthorizedOperation', status: 403 },
    { code: 'access_denied', outcome: 'not_done' },
    'not_done',
  ],
  [{ kind: 'reset', when: 'before' }, { outcome: 'unknown' }, 'unknown'],
  [{ kind: 'html', status: 500, when: 'before' }, { outcome: 'unknown' }, 'unknown'],
])(
  '[many.partial] of three groups one fails with %j: the others are done, and the same call finishes it',
  async (fault, failure, state) => {
    const on = await threeGroups();
    await on.sandbox.setFaults([{ action: 'Authorize*', call: FROM_THE_THIRD, fault }]);
    const { result } = await on.add();
    expect(result).toMatchObject({ status: 'partial', failures: [{ region: 'us-east-1', ...failure }] });
    const states = await on.judged(rulesIn(result));
    expect(states.sort()).toEqual(['added', 'added', 'added', 'added', state, state]);
    const [{ security_group_id: failed } = {}] = result?.['failures'] as ChangedRule[];
    const open = rulesIn(result).filter((rule) => rule.state === state);
    expect(open.map((rule) => rule.security_group_id)).toEqual([failed, failed]);
    // What it offers to take back is what it did.
    const undone = result?.['undo'] as { arguments: { security_group_id: string } }[];
    expect(undone.map(({ arguments: { security_group_id: id } }) => id).sort()).toEqual(
      on.groups.filter((id) => id !== failed).sort(),
    );
    await on.sandbox.setFaults([]);
    const again = await on.add();
    expect(again.result).toMatchObject({ status: 'added' });
    expect((await on.judged(rulesIn(again.result))).filter((one) => one === 'added')).toHaveLength(2);
    for (const group of on.groups) expect((await on.rules(group)).sort()).toEqual([...lines].sort());
  },
);

it('[many.partial] a group that goes between the look and the change is told, and the others are done', async () => {
  let gone: Promise<unknown> | undefined;
  let remove: () => Promise<unknown> = () => Promise.resolve();
  const on = await threeGroups({
    onRequest: async ({ action }) => {
      if (action.startsWith('Authorize')) await (gone ??= remove());
    },
  });
  const [first = '', ...others] = on.groups;
  remove = () => on.stage.ec2.send(new DeleteSecurityGroupCommand({ GroupId: first }));
  const { result } = await on.add();
  expect(result).toMatchObject({
    status: 'partial',
    failures: [{ security_group_id: first, code: 'group_not_found', outcome: 'not_done' }],
  });
  expect((await on.judged(rulesIn(result))).sort()).toEqual([
    ...['added', 'added', 'added', 'added'],
    ...['not_done', 'not_done'],
  ]);
  expect((await on.add()).report).toMatchObject({ code: 'group_not_found', outcome: 'not_done' });
  expect((await on.add(others)).result).toMatchObject({ status: 'already_present' });
});

it('many groups with failures are no leak of listeners, of which Node would warn on standard error', async () => {
  const warned: string[] = [];
  const hear = ({ name }: Error) => warned.push(name);
  process.on('warning', hear);
  onTestFinished(() => void process.off('warning', hear));
  const on = await threeGroups();
  const { stage } = on;
  const more = await Promise.all(Array.from({ length: 9 }, () => stage.newGroup()));
  await on.sandbox.setFaults([
    { action: 'Authorize*', call: '1-3', fault: { kind: 'reset', when: 'after' } },
  ]);
  expect((await on.add([...on.groups, ...more])).result).toMatchObject({ status: 'added' });
  await new Promise(setImmediate);
  expect(warned).toEqual([]);
});

it('[many.partial] a rule limit that AWS alone knows of fails in its group alone', async () => {
  const on = await threeGroups();
  const [full = ''] = on.groups;
  await on.call('whitelist_add', {
    security_group_id: full,
    ip_addresses: ['192.0.2.1', '192.0.2.2'],
    port: 1,
  });
  await on.sandbox.setResources({ rulesPerGroup: 2 });
  const { result } = await on.add();
  expect(result).toMatchObject({
    status: 'partial',
    failures: [{ security_group_id: full, code: 'rule_limit_exceeded', outcome: 'not_done' }],
  });
  const states = await on.judged(rulesIn(result));
  expect(states.filter((state) => state === 'not_done')).toHaveLength(2);
  const [failure] = result?.['failures'] as { guidance: string[] }[];
  expect(failure?.guidance[0]).toContain('It has 2 IPv4 and 0 IPv6 inbound rules');
  await on.sandbox.setResources({ rulesPerGroup: 60 });
  expect((await on.add()).result).toMatchObject({ status: 'added' });
});
