import {
  DescribeSecurityGroupRulesCommand,
  EC2Client,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupIngressCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Approval } from '#core/approval/approval.ts';
import { NeedsPersonError } from '#core/approval/needs-person-error.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { startSandbox, type Sandbox } from '#sandbox/index.ts';
import { tools } from '#tools/index.ts';
import { seedRule } from '#test/support/sandbox/seed-rule.ts';
import { itSampled } from '#test/support/harness/test-size.ts';
import { startProcess } from '#test/support/harness/tool-harness.ts';
import { APPROVAL_ATTACKS, APPROVED, ITS_ID, type ApprovalAttack } from './approvals.rows.ts';

const GROUP = 'sg-0123abcd';
const PORT = 7443;
const SOURCE = '203.0.113.60/32';

/** What a person approved is made, and nothing else is, by whatever way they were asked. */
async function stage({ there, call }: Pick<ApprovalAttack, 'there' | 'call'>) {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  await seedRule(sandbox, GROUP, `tcp ${PORT}-${PORT} ${SOURCE}`, there || undefined);
  const others = createOthers(sandbox);
  const id = await others.ruleId();
  const args = Object.fromEntries(
    Object.entries(call.arguments)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, value === ITS_ID ? id : value]),
  );
  const tool = tools.find(({ name }) => name === call.tool);
  if (!tool) throw new Error(`no ${call.tool}`);
  return { sandbox, others, tool, args };
}

/** The hand of somebody else, past the product. */
function createOthers(sandbox: Sandbox) {
  const { accessKeyId, secretAccessKey } = sandbox.keys.admin;
  const ec2 = new EC2Client({
    region: sandbox.region,
    endpoint: sandbox.endpoint,
    credentials: { accessKeyId, secretAccessKey },
  });
  onTestFinished(() => ec2.destroy());
  const permission = (Description?: string) => ({
    IpProtocol: 'tcp',
    FromPort: PORT,
    ToPort: PORT,
    IpRanges: [{ CidrIp: SOURCE, ...(Description && { Description }) }],
  });
  const ruleId = async () => {
    const { SecurityGroupRules = [] } = await ec2.send(
      new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [GROUP] }] }),
    );
    return SecurityGroupRules.find(({ CidrIpv4, IsEgress }) => CidrIpv4 === SOURCE && !IsEgress)
      ?.SecurityGroupRuleId;
  };
  return {
    ruleId,
    write: (description: string | null) =>
      description === null
        ? ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: GROUP, IpPermissions: [permission()] }))
        : ec2.send(
            new UpdateSecurityGroupRuleDescriptionsIngressCommand({
              GroupId: GROUP,
              IpPermissions: [permission(description)],
            }),
          ),
    /** The rule becomes another one, under the same id. */
    turn: async () =>
      ec2.send(
        new ModifySecurityGroupRulesCommand({
          GroupId: GROUP,
          SecurityGroupRules: [
            {
              SecurityGroupRuleId: await ruleId(),
              SecurityGroupRule: {
                IpProtocol: 'tcp',
                FromPort: 22,
                ToPort: 22,
                CidrIpv4: '10.0.0.0/8',
                Description: 'all of us',
              },
            },
          ],
        }),
      ),
  };
}

/** The group's inbound rules with their descriptions. */
async function rulesOf(sandbox: Sandbox): Promise<string[]> {
  const group = (await sandbox.state()).regions[sandbox.region]?.groups.find(({ id }) => id === GROUP);
  return (group?.rules ?? [])
    .filter(({ egress }) => !egress)
    .map(
      ({ fromPort, source, description = '' }) =>
        `${fromPort} ${'cidr' in source ? source.cidr : ''} ${description}`,
    )
    .sort();
}

const config = { security_settings: { confirm: 'always' } };

function startAsked(sandbox: Sandbox, answer: (asked: number) => Promise<boolean>) {
  const asked: Approval[] = [];
  const { runtime } = startProcess(sandbox, {
    config,
    key: ({ keys }) => keys.admin,
    pause: () => Promise.resolve(),
    askApproval: (approval) => answer(asked.push(approval)),
  });
  onTestFinished(() => runtime.close());
  return { runtime, asked };
}

const ROWS = APPROVAL_ATTACKS.map((row) => [row.name, row] as const);

const failureOf = (thrown: unknown) => {
  if (thrown instanceof WhitelistError) return thrown;
  throw thrown;
};

describe('[consent.fresh] a person who is asked while others change the rule', () => {
  itSampled(ROWS, { every: 3 })('%s', async (_, row) => {
    const { sandbox, others, tool, args } = await stage(row);
    let seen: string[] = [];
    const { runtime, asked } = startAsked(sandbox, async (times) => {
      if (times === 1) {
        await others.write(row.meanwhile);
        seen = await rulesOf(sandbox);
      }
      // The second time they see what it is by then, and say no.
      return times === 1;
    });
    const outcome = await tool.call(args, runtime.toolContext()).catch(failureOf);
    if (outcome instanceof WhitelistError) expect(['declined', 'held_by_others']).toContain(outcome.code);
    expect(await rulesOf(sandbox)).toEqual(seen);
    const isAskedAgain = outcome instanceof WhitelistError && outcome.code === 'declined';
    expect(asked).toHaveLength(isAskedAgain ? 2 : 1);
  });

  it.each(APPROVED.map((row) => [row.name, row] as const))(
    'is asked once where nothing happens, and it is made: %s',
    async (_, row) => {
      const { sandbox, tool, args } = await stage(row);
      const before = await rulesOf(sandbox);
      const { runtime, asked } = startAsked(sandbox, () => Promise.resolve(true));
      await tool.call(args, runtime.toolContext());
      expect(asked).toHaveLength(1);
      expect(await rulesOf(sandbox)).not.toEqual(before);
    },
  );

  it('is asked about the rule that an id stands for by then', async () => {
    const row = APPROVED.find(({ name }) => name === 'a removal by id');
    if (!row) throw new Error('no such row');
    const { sandbox, others, tool, args } = await stage(row);
    const { runtime, asked } = startAsked(sandbox, async (times) => {
      if (times === 1) await others.turn();
      return times === 1;
    });
    await expect(tool.call(args, runtime.toolContext())).rejects.toMatchObject({ code: 'declined' });
    expect(asked.at(1)?.groups[0]?.removed).toEqual([
      { rule: 'tcp 22 from 10.0.0.0/8', description: 'all of us' },
    ]);
    expect(await rulesOf(sandbox)).toContain('22 10.0.0.0/8 all of us');
  });

  it('is asked no more than a few times about a group that does not hold still', async () => {
    const [row] = APPROVED;
    if (!row) throw new Error('no row');
    const { sandbox, others, tool, args } = await stage(row);
    const { runtime, asked } = startAsked(sandbox, async (times) => {
      await others.write(`[awswhitelist:1 jo until 2098-01-0${times}T00:00Z]`);
      return true;
    });
    await expect(tool.call(args, runtime.toolContext())).rejects.toMatchObject({
      code: 'aws_error',
      details: { retryable: true },
    });
    expect(asked).toHaveLength(3);
  });
});

describe('[consent.whole-state] an approval, or a plan that was shown, from before others changed the rule', () => {
  itSampled(ROWS, { every: 3 })('%s', async (_, row) => {
    const { sandbox, others, tool, args } = await stage(row);
    const { runtime } = startProcess(sandbox, {
      config,
      key: ({ keys }) => keys.admin,
      pause: () => Promise.resolve(),
    });
    onTestFinished(() => runtime.close());
    const error = await tool.call(args, runtime.toolContext()).catch(failureOf);
    const request = error instanceof NeedsPersonError ? error.request : null;
    if (request?.kind !== 'approval') throw new Error('nobody would be asked');
    const { result } = await tool.call({ ...args, dry_run: true }, runtime.toolContext());
    await others.write(row.meanwhile);
    const seen = await rulesOf(sandbox);
    const outcome = await tool
      .call(args, runtime.toolContext({ approvalToken: request.token }))
      .catch(failureOf);
    if (outcome instanceof WhitelistError)
      expect(['consent_required', 'held_by_others']).toContain(outcome.code);
    expect(await rulesOf(sandbox)).toEqual(seen);
    const planned = await tool.call(
      { ...args, plan_token: result['plan_token'] },
      runtime.toolContext({ approvalToken: request.token }),
    );
    expect(planned.result['status']).toMatch(/^(planned|not_found)$/);
    expect(await rulesOf(sandbox)).toEqual(seen);
  });
});
