import { expect } from 'vitest';
import type { Sandbox } from '#sandbox/index.ts';
import type {
  ElicitationAction,
  ElicitationRequest,
  FilledForm,
  TestHost,
  McpClient,
  ServerLocation,
} from '#test/support/clients/mcp-clients.ts';
import { environmentWithKey } from '#test/support/sandbox/running-sandbox.ts';
import { listChanges, setUpPromptMachine } from '#test/e2e/prompt-page/setup.ts';

const GROUP = 'sg-0123abcd';
const ADDRESS = '203.0.113.7';

/** One address into one port: within every limit. */
export const ADD = { security_group_id: GROUP, ip_address: ADDRESS, port: 5432 };

/** Takes all rules of one address: risky where there are several. */
export const REMOVE = { security_group_id: GROUP, ip_address: ADDRESS };

export interface ConsentSetup {
  readonly sandbox: Sandbox;
  readonly place: ServerLocation;
  /** The changes that AWS was asked for since the stage was set. */
  readonly changes: () => readonly string[];
}

/** A machine with credentials, and a group that lets the address into these ports already. */
export async function setUpConsent(
  settings: object = {},
  ports: readonly number[] = [8443, 8444],
): Promise<ConsentSetup> {
  const { sandbox, place, home } = await setUpPromptMachine({ config: { security_settings: settings } });
  const env = { ...place.env, HOME: home, ...environmentWithKey(sandbox, sandbox.keys.minimal) };
  await allowPorts(sandbox, ports);
  const before = listChanges(sandbox).length;
  return { sandbox, place: { ...place, env }, changes: () => listChanges(sandbox).slice(before) };
}

/** As somebody else does it, who has not this program. */
async function allowPorts({ endpoint, keys }: Sandbox, ports: readonly number[]): Promise<void> {
  const { EC2Client, AuthorizeSecurityGroupIngressCommand } = await import('@aws-sdk/client-ec2');
  const ec2 = new EC2Client({ endpoint, region: 'us-east-1', credentials: keys.admin });
  const IpPermissions = ports.map((port) => ({
    IpProtocol: 'tcp',
    FromPort: port,
    ToPort: port,
    IpRanges: [{ CidrIp: `${ADDRESS}/32` }],
  }));
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: GROUP, IpPermissions }));
  ec2.destroy();
}

export const allowPortAlso = (sandbox: Sandbox, port: number) => allowPorts(sandbox, [port]);

/** The ports that the address may come in on, as the tools tell it. */
export async function listAllowedPorts(client: McpClient): Promise<readonly number[]> {
  const { structured } = await client.call('whitelist_list', { security_group_id: GROUP });
  const rules = structured?.['rules'] as readonly { readonly cidr?: string; readonly from_port: number }[];
  const own = rules.filter(({ cidr }) => cidr === `${ADDRESS}/32`).map(({ from_port: port }) => port);
  return own.sort((a, b) => a - b);
}

export const createFormHost = (
  answer: (asked: ElicitationRequest) => Promise<ElicitationAction | FilledForm>,
): TestHost => ({
  elicitation: { form: {} },
  answer,
});

export const createHostSaying = (said: ElicitationAction | FilledForm) =>
  createFormHost(() => Promise.resolve(said));
export const APPROVED: FilledForm = { action: 'accept', content: { approve: true } };

/** The form for the removal of two rules, as a person is shown it. */
const FORM = {
  message: [
    'awswhitelist asks: do you approve this change?',
    `Security group: ${GROUP} named "office-access"`,
    'Account: 123456789012, region: us-east-1',
    'Identity: arn:aws:iam::123456789012:user/minimal',
    'Will be removed: 2 rules',
    `  - tcp 8443 from ${ADDRESS}/32`,
    `  - tcp 8444 from ${ADDRESS}/32`,
    'Why you are asked: It removes 2 rules at once.',
  ].join('\n'),
  requestedSchema: {
    type: 'object',
    properties: { approve: { type: 'boolean', title: 'Approve this change', default: false } },
    required: ['approve'],
  },
};

export const expectAskedByForm = (asked: readonly ElicitationRequest[]) =>
  expect(asked).toMatchObject([FORM]);
