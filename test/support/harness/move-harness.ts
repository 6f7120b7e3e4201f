import { onTestFinished } from 'vitest';
import type { SandboxKeys } from '#sandbox/index.ts';
import { startToolHarness, type ToolHarness, type ToolHarnessOptions } from './tool-harness.ts';

export const WEB_GROUP = 'sg-123456';
export const OFFICE_GROUP = 'sg-0123abcd';

/** Addresses of Jo's: before and after. */
export const OLD_ADDRESS = '203.0.113.7';
export const NEW_ADDRESS = '198.51.100.9';
export const OLD_IPV6 = '2001:db8:1::7';
export const NEW_IPV6 = '2001:db8:2::9';

/** `GROUP PROTOCOL PORTS SOURCE "DESCRIPTION"` */
export type RuleText = string;

export interface MoveHarness extends ToolHarness {
  /** Lets an address in, as whom it says, with the administrator's key, which may do all that a test has to begin with. */
  readonly grantAccess: (holder: string, ip: string, more?: object) => Promise<unknown>;
  readonly move: (args?: object) => Promise<Record<string, unknown>>;
  /** Every inbound rule for addresses of the account, past all faults. */
  readonly readRules: () => Promise<RuleText[]>;
  /** The EC2 actions that were asked for since, in short. */
  readonly sentActions: () => string[];
  /** Makes the calls that an answer's undo has, with the administrator's key. */
  readonly undo: (result: Record<string, unknown>) => Promise<void>;
  /** A group of eu-west-1. */
  readonly euWestGroup: string;
  /** Moves the sandbox's clock. */
  readonly advanceMinutes: (minutes: number) => void;
}

/** Until the test ends. The clock is the sandbox's own. */
export async function createMoveHarness(
  key: keyof Pick<SandboxKeys, 'minimal' | 'admin'> = 'minimal',
  options: ToolHarnessOptions = {},
): Promise<MoveHarness> {
  let ahead = 0;
  const harness = await startToolHarness({
    config: { regions: ['us-east-1', 'eu-west-1'], security_settings: { confirm: 'never' } },
    key: ({ keys }) => keys[key],
    ...options,
    sandbox: { now: () => new Date(Date.now() + ahead), ...options.sandbox },
  });
  onTestFinished(() => harness.close());
  const { sandbox } = harness;
  const { accessKeyId, secretAccessKey } = sandbox.keys.admin;
  const credentials = { access_key_id: accessKeyId, secret_access_key: secretAccessKey };
  const seeded = new Set(await readAllRules(harness));
  let from = 0;
  return {
    ...harness,
    async grantAccess(holder, ip_address, more = {}) {
      const args = { security_group_id: OFFICE_GROUP, port: 443, holder, ip_address, credentials, ...more };
      const result = await harness.call('whitelist_add', args);
      from = sandbox.requests.length;
      return result;
    },
    move: (args = {}) => harness.call('whitelist_move', { holder: 'jo', ip_address: NEW_ADDRESS, ...args }),
    readRules: async () => (await readAllRules(harness)).filter((rule) => !seeded.has(rule)),
    sentActions: () =>
      sandbox.requests
        .slice(from)
        .filter(({ service }) => service === 'ec2')
        .map(({ action }) => action.replace('SecurityGroup', '')),
    async undo({ undo }) {
      for (const { tool, arguments: args } of undo as { tool: string; arguments: object }[])
        await harness.call(tool, { ...args, credentials });
    },
    euWestGroup: (await sandbox.state()).regions['eu-west-1']?.groups[0]?.id ?? '',
    advanceMinutes: (minutes) => (ahead += minutes * 60_000),
  };
}

async function readAllRules({ sandbox }: ToolHarness): Promise<RuleText[]> {
  const { regions } = await sandbox.state();
  return Object.values(regions)
    .flatMap(({ groups }) => groups)
    .flatMap(({ id, rules }) =>
      rules
        .filter(({ egress }) => !egress)
        .map(({ protocol, fromPort, toPort, source, description = '' }) => {
          const ports = [fromPort, toPort].filter((port) => port !== undefined);
          const from = 'cidr' in source ? source.cidr : '';
          return `${id} ${protocol} ${[...new Set(ports)].join('-')} ${from} "${description}"`;
        }),
    )
    .sort();
}
