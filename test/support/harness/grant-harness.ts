import {
  RevokeSecurityGroupIngressCommand,
  UpdateSecurityGroupRuleDescriptionsIngressCommand,
} from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { afterAll, vi } from 'vitest';
import { WhitelistError } from '#core/errors/errors.ts';
import { startSandbox, type SandboxKeys } from '#sandbox/index.ts';
import { authorize, openAwsFixture, tcpPermission } from '#test/contract/aws-fixture.ts';
import { startProcess } from './tool-harness.ts';
import { createToolCalls } from './tool-calls.ts';

/** Groups with rules of several holders, and calls about them, for property tests. */

/** AWS's time, and the machine's, when a call begins. */
export const START = new Date('2026-11-23T18:00:20Z');

export const ADDRESSES = ['203.0.113.7', '203.0.113.8'] as const;
const PORTS = [443, 22] as const;
const KEYS = ADDRESSES.flatMap((ip) => PORTS.map((number) => `${ip}/32 ${number}`));

export type Rules = ReadonlyMap<string, string>;
export type Result = Readonly<Record<string, unknown>>;

const inMinutes = (minutes: number) => new Date(Math.floor(START.getTime() / 60_000 + minutes) * 60_000);

const end = fc.constantFrom(5, 20, 90, null);
const ours = fc
  .record({
    words: fc.constantFrom(null, 'Jo, home'),
    holders: fc.uniqueArray(
      fc.record({ name: fc.constantFrom('jo', 'ann', 'bob'), end, reason: fc.constantFrom('', ' (deploy)') }),
      { minLength: 1, maxLength: 3, selector: (one) => one.name },
    ),
  })
  .map(({ words, holders }) => {
    const shares = holders.map(({ name, end: minutes, reason }) => {
      const until = minutes === null ? '' : ` until ${inMinutes(minutes).toISOString().slice(0, 16)}Z`;
      return `${name}${until}${reason}`;
    });
    return `${words === null ? '' : `${words} `}[awswhitelist:1 ${shares.join('; ')}]`;
  });
const rulesWith = (one: fc.Arbitrary<string>) => {
  const maybe = fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 2, arbitrary: fc.constantFrom('', 'by hand', 'Ann [awswhitelist:2 ann]') },
    { weight: 6, arbitrary: one },
  );
  return fc.tuple(maybe, maybe, maybe, maybe);
};

/** Rules of every kind, of up to three holders, whose ends are ahead. Null: no rule. */
export const anyGroupRules = rulesWith(ours);

const address = fc.constantFrom(...ADDRESSES);
const port = fc.constantFrom<number | readonly number[]>(443, 22, PORTS);
const who = fc.oneof(
  address.map((ip_address) => ({ ip_address })),
  fc.constant({ ip_addresses: ADDRESSES }),
);
export const anyCall = fc.oneof(
  fc.record({ who, port, expires_in: fc.constantFrom('10m', '3h', 'never', undefined) }).map((one) => ({
    tool: 'whitelist_add',
    args: {
      ...one.who,
      port: one.port,
      description: 'Jo, office',
      ...(one.expires_in && { expires_in: one.expires_in }),
    },
  })),
  fc.record({ who, port: fc.option(port, { nil: undefined }), whole_rule: fc.boolean() }).map((one) => ({
    tool: 'whitelist_remove',
    args: { ...one.who, ...(one.port && { port: one.port }), whole_rule: one.whole_rule },
  })),
  fc.constantFrom([0, 1] as const, [1, 0] as const).map(([from, to]) => ({
    tool: 'whitelist_move',
    args: { from_ip_address: ADDRESSES[from], ip_address: ADDRESSES[to] },
  })),
);

export interface GrantHarness {
  /** A group of its own with these rules, in the order of the addresses and their ports; null: none there. */
  readonly createGroup: (rules: readonly (string | null)[]) => Promise<string>;
  /** Inbound rules by `203.0.113.7/32 443`, past the product: what their descriptions are. */
  readonly readRules: (group: string) => Promise<Rules>;
  /** Writes it by hand; null: takes the rule away. */
  readonly writeRule: (group: string, key: string, description: string | null) => Promise<void>;
  /** A call with this key; an error of the product's is an answer too. */
  readonly callTool: (key: keyof SandboxKeys, tool: string, args: object) => Promise<Result | WhitelistError>;
}

/** Until the file's tests are over. The time is AWS's and the machine's, and stands still unless a test moves it on. */
export async function createGrantHarness(): Promise<GrantHarness> {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: START });
  const sandbox = await startSandbox({ now: () => new Date() });
  const { endpoint, region, keys } = sandbox;
  const fixture = await openAwsFixture({ endpoint, region, keys: keys.admin });
  const process = (key: keyof SandboxKeys) => {
    const { runtime } = startProcess(sandbox, {
      config: { security_settings: { confirm: 'never' }, grants: { sweep_after_change: false } },
      key: () => keys[key],
      // Others' changes are not waited for: the sandbox's reads are never behind.
      pause: () => Promise.resolve(),
    });
    afterAll(() => runtime.close());
    return createToolCalls(runtime);
  };
  const processes = new Map<string, ReturnType<typeof process>>();
  afterAll(async () => {
    vi.useRealTimers();
    await sandbox.close();
  });
  const readRules = async (group: string): Promise<Rules> => {
    const { regions } = await sandbox.state();
    const found = regions[region]?.groups.find(({ id }) => id === group);
    return new Map(
      (found?.rules ?? [])
        .filter(({ egress }) => !egress)
        .map(({ fromPort, source, description = '' }): [string, string] => [
          `${'cidr' in source ? source.cidr : ''} ${fromPort}`,
          description,
        ])
        .sort(),
    );
  };
  const permissionFor = (key: string, description: string | null) => {
    const [cidr = '', number = ''] = key.split(' ');
    return tcpPermission(Number(number), cidr, description || undefined);
  };
  const writeRule = async (GroupId: string, key: string, description: string | null) => {
    const IpPermissions = [permissionFor(key, description)];
    const there = (await readRules(GroupId)).has(key);
    if (description !== null && !there) await authorize(fixture, GroupId, ...IpPermissions);
    else if (there)
      await fixture.ec2.send(
        description === null
          ? new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions })
          : new UpdateSecurityGroupRuleDescriptionsIngressCommand({ GroupId, IpPermissions }),
      );
  };
  return {
    readRules,
    writeRule,
    async createGroup(rules) {
      vi.setSystemTime(START);
      const group = await fixture.newGroup();
      const permissions = KEYS.flatMap((key, i) => {
        const description = rules[i] ?? null;
        return description === null ? [] : [permissionFor(key, description)];
      });
      if (permissions.length > 0) await authorize(fixture, group, ...permissions);
      return group;
    },
    async callTool(key, tool, args) {
      const calls = processes.get(key) ?? process(key);
      processes.set(key, calls);
      const answer = await calls.call(tool, args).catch((error: unknown) => error);
      if (answer instanceof WhitelistError) return answer;
      if (answer instanceof Error) throw answer;
      return answer as Result;
    },
  };
}

export const statusOf = (answer: Result | WhitelistError): unknown =>
  answer instanceof WhitelistError ? answer.code : answer['status'];
