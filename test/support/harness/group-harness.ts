import { onTestFinished } from 'vitest';
import type { AwsSession } from '#aws/session.ts';
import { parseCidr } from '#core/network/cidr.ts';
import { parseSecurityGroupId, type SecurityGroupId } from '#core/identifiers/ids.ts';
import { ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { Sandbox, SandboxRequest } from '#sandbox/index.ts';
import { openAwsFixture, type AwsFixture, type VpcKind } from '#test/contract/aws-fixture.ts';
import { startToolHarness, type ToolHarnessOptions } from './tool-harness.ts';

/** A rule of one port for an address. */
export function portRule(address: string, port = 443, description: string | null = null): IngressRule {
  const source = { kind: 'cidr' as const, cidr: parseCidr(address).cidr };
  return { source, traffic: { protocol: 'tcp', ports: { from: port, to: port } }, description, ruleId: null };
}

/** Rules of as many addresses, one after the other. */
export const portRules = (count: number, port?: number): IngressRule[] =>
  Array.from({ length: count }, (_, i) => portRule(`203.0.113.${i}`, port));

export const keysOf = (rules: readonly IngressRule[]): string[] => rules.map(ruleKey).sort();

/** The product on a sandbox, and somebody else who changes the same groups. */
export interface GroupHarness {
  readonly sandbox: Sandbox;
  /** The session of another call of the product, with a time limit of its own. */
  openSession(signal?: AbortSignal): Promise<AwsSession>;
  /** Somebody else. */
  readonly other: AwsFixture;
  newGroup(kind?: VpcKind): Promise<SecurityGroupId>;
  /** A group's inbound rules as they are, past all faults. */
  readRules(group: SecurityGroupId): Promise<IngressRule[]>;
  /** The actions that the product asked for, in short (`A`uthorize, `R`evoke, `D`escribe), from here on. */
  sentActions(): string;
  /** Called as each request of the product arrives; its answer waits. */
  onRequest: (request: SandboxRequest) => Promise<unknown> | undefined;
}

/** Until the test ends, or (outside of one) the caller closes it. */
export async function createGroupHarness({
  key = ({ keys }) => keys.minimal,
  sandbox: options = {},
  ...rest
}: ToolHarnessOptions = {}): Promise<GroupHarness & { close(): Promise<void> }> {
  const own: { accessKeyId: string | null } = { accessKeyId: null };
  const harness = await startToolHarness({
    ...rest,
    key,
    sandbox: {
      ...options,
      async onRequest(request) {
        if (request.accessKeyId === own.accessKeyId) await made.onRequest(request);
      },
    },
  });
  const { sandbox, runtime } = harness;
  const { endpoint, region, keys } = sandbox;
  const other = await openAwsFixture({ endpoint, region, keys: keys.admin });
  const anyone = { credentials: null, profile: null, region: null };
  let from = 0;
  const made: GroupHarness = {
    sandbox,
    other,
    openSession: (signal) =>
      runtime.toolContext({ ...(signal && { signal }) }).openSession(anyone, { groups: [], changes: true }),
    onRequest: () => undefined,
    async newGroup(kind) {
      const id = parseSecurityGroupId(await other.newGroup(kind));
      from = sandbox.requests.length;
      return id;
    },
    async readRules(group) {
      const { regions } = await sandbox.state();
      const found = regions[region]?.groups.find(({ id }) => id === group);
      return (found?.rules ?? [])
        .filter(({ egress }) => !egress)
        .map(({ source, fromPort, description = null }) =>
          portRule('cidr' in source ? source.cidr : '', fromPort ?? undefined, description),
        );
    },
    sentActions: () =>
      sandbox.requests
        .slice(from)
        .filter(({ accessKeyId, service }) => accessKeyId === own.accessKeyId && service === 'ec2')
        .map(({ action }) => action.charAt(0))
        .join(''),
  };
  // From here on: what made the stage was no request of the product, whoever's key it had.
  own.accessKeyId = key(sandbox).accessKeyId;
  return Object.assign(made, { close: () => harness.close() });
}

/** One for a single test. */
export async function createTestGroupHarness(options?: ToolHarnessOptions): Promise<GroupHarness> {
  const harness = await createGroupHarness(options);
  onTestFinished(() => harness.close());
  return harness;
}
