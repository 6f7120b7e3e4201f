import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { itSampled } from '#test/support/harness/test-size.ts';
import type { Sandbox, SandboxKey } from '#sandbox/index.ts';
import { connectAsHost, guideBlock, hostEntry } from '#test/support/clients/guide-host.ts';
import { CLIENT_FLAVORS, type CallAnswer, type McpClient } from '#test/support/clients/mcp-clients.ts';
import { freshEnvironment, temporaryFolder } from '#test/support/program/program.ts';
import { startRawServer } from '#test/support/clients/raw-server.ts';
import { toCredentialsArgument, startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';

/** "Add IP 192.168.1.100 to security group sg-123456 on port 443." */
const SPOKEN = { security_group_id: 'sg-123456', ip_address: '192.168.1.100', port: 443 };
const ADDED = {
  status: 'added',
  region: 'us-east-1',
  rules: [{ cidr: '192.168.1.100/32', protocol: 'tcp', from_port: 443, to_port: 443 }],
};
const LITERAL = { access_key_id: 'AKIAXXXXXXX', secret_access_key: 'xxxxxxxxx', region: 'us-east-1' };

/** All that a host adds to the guide's own words: where AWS is. */
const endpointOf = ({ endpoint }: Sandbox) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_EC2_METADATA_DISABLED: 'true',
});

const variablesOf = ({ accessKeyId, secretAccessKey }: SandboxKey) => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
});

/** A home whose ~/.aws holds the profile that the guide speaks of. */
function homeWithProfile(keyId: string, secret: string): string {
  const home = temporaryFolder();
  mkdirSync(join(home, '.aws'));
  const key = `aws_access_key_id = ${keyId}\naws_secret_access_key = ${secret}\n`;
  writeFileSync(join(home, '.aws/credentials'), `[myprofile]\n${key}`);
  writeFileSync(join(home, '.aws/config'), '[profile myprofile]\nregion = us-east-1\n');
  return home;
}

function expectRefusal(answer: CallAnswer): void {
  expect(answer.text).toMatch(/^Invalid credentials/);
  // The guide's advice for it, in its order.
  expect(answer.text).toMatch(/typos[^]*active in AWS IAM[^]*region/);
  expect(answer).toMatchObject({ isError: true, report: { code: 'invalid_credentials' } });
}

async function expectAdded(client: McpClient, args: object = SPOKEN): Promise<void> {
  expect((await client.call('whitelist_add', { ...args })).structured).toMatchObject(ADDED);
}

describe('methods 1 and 2: credentials in the request', () => {
  const entry = hostEntry('host-basic');

  it('are asked for when there are none', async () => {
    const sandbox = await startTestSandbox();
    const client = await connectAsHost(entry, { env: endpointOf(sandbox) });
    const { text, report } = await client.call('whitelist_add', SPOKEN);
    expect(report).toMatchObject({
      code: 'credentials_required',
      missing: ['access_key_id', 'secret_access_key', 'region'],
    });
    // As the assistant asks in the guide, and, before that, what is safer.
    expect(text).toMatch(
      /"I'll need your AWS credentials to proceed\. Please provide: AWS Access Key ID, AWS Secret Access Key, AWS Region \(e\.g\., us-east-1\)/,
    );
    expect(text).toMatch(/aws sso login[^]*http:\/\/127\.0\.0\.1:\d+\/[^]*config file[^]*I'll need your AWS/);
    expect(report?.link).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect(sandbox.requests).toEqual([]);
  });

  it('are taken as the guide spells them', async () => {
    const sandbox = await startTestSandbox();
    const client = await connectAsHost(entry, { env: endpointOf(sandbox) });
    expectRefusal(await client.call('whitelist_add', { ...SPOKEN, credentials: LITERAL }));
    const credentials = { ...LITERAL, ...toCredentialsArgument(sandbox.keys.minimal) };
    await expectAdded(client, { ...SPOKEN, credentials });
  });

  it('are kept for no later call', async () => {
    const sandbox = await startTestSandbox();
    const client = await connectAsHost(entry, { env: endpointOf(sandbox) });
    const credentials = { ...LITERAL, ...toCredentialsArgument(sandbox.keys.minimal) };
    await expectAdded(client, { ...SPOKEN, credentials });
    const { report } = await client.call('whitelist_list', { region: 'us-east-1' });
    expect(report).toMatchObject({ code: 'credentials_required' });
  });
});

describe('method 3: environment variables', () => {
  const entry = hostEntry('host-environment');

  it('refuses the guide’s own key in the guide’s own words', async () => {
    const sandbox = await startTestSandbox();
    const client = await connectAsHost(entry, { env: endpointOf(sandbox) });
    expectRefusal(await client.call('whitelist_add', SPOKEN));
    // It really was that key, in that region, which AWS was asked about.
    expect(sandbox.requests[0]).toMatchObject({ accessKeyId: 'AKIAXXXXXXX', region: 'us-east-1' });
  });

  it('works with a working key in its place', async () => {
    const sandbox = await startTestSandbox();
    const changed = variablesOf(sandbox.keys.minimal);
    await expectAdded(await connectAsHost(entry, { env: endpointOf(sandbox), changed }));
  });
});

describe('method 4: the AWS credentials file', () => {
  const entry = hostEntry('host-profile');
  const files = ['config_with_profile.json'];

  it('uses the profile of the guide’s config file', async () => {
    const sandbox = await startTestSandbox();
    const { accessKeyId, secretAccessKey } = sandbox.keys.minimal;
    const HOME = homeWithProfile(accessKeyId, secretAccessKey);
    const client = await connectAsHost(entry, {
      files,
      env: { ...endpointOf(sandbox), HOME, USERPROFILE: HOME },
    });
    await expectAdded(client);
    expect(sandbox.requests[0]).toMatchObject({ accessKeyId });
  });

  it('refuses the guide’s own key there', async () => {
    const sandbox = await startTestSandbox();
    const HOME = homeWithProfile('AKIAXXXXXXX', 'xxxxxxxxx');
    const client = await connectAsHost(entry, {
      files,
      env: { ...endpointOf(sandbox), HOME, USERPROFILE: HOME },
    });
    expectRefusal(await client.call('whitelist_add', SPOKEN));
  });

  it('finds the config file in whatever the person’s config folder is', async () => {
    const sandbox = await startTestSandbox();
    const { accessKeyId, secretAccessKey } = sandbox.keys.minimal;
    const HOME = homeWithProfile(accessKeyId, secretAccessKey);
    const XDG_CONFIG_HOME = join(HOME, 'settings');
    mkdirSync(join(XDG_CONFIG_HOME, 'awswhitelist'), { recursive: true });
    const content = JSON.stringify(guideBlock('config_with_profile'));
    writeFileSync(join(XDG_CONFIG_HOME, 'awswhitelist/config_with_profile.json'), content);
    const env = { ...endpointOf(sandbox), HOME, USERPROFILE: HOME, XDG_CONFIG_HOME };
    await expectAdded(await connectAsHost(entry, { env }));
  });

  it('says what is missing where the profile or the file is not there', async () => {
    const sandbox = await startTestSandbox();
    const noProfile = await connectAsHost(entry, { files, env: endpointOf(sandbox) });
    const { text } = await noProfile.call('whitelist_add', SPOKEN);
    expect(text).toMatch(/^AWS credentials are required: there is no AWS profile "?myprofile"?/);
    const noFile = await connectAsHost(entry, { env: endpointOf(sandbox) });
    const { text: words, report } = await noFile.call('whitelist_add', SPOKEN);
    expect(report).toMatchObject({ code: 'config_error' });
    expect(words).toMatch(/^Config file config_with_profile\.json was not found\./);
    expect(sandbox.requests).toEqual([]);
  });
});

describe('method 5: temporary credentials', () => {
  it('are taken with their session token', async () => {
    const sandbox = await startTestSandbox();
    const client = await connectAsHost(hostEntry('host-basic'), { env: endpointOf(sandbox) });
    const literal = { ...LITERAL, access_key_id: 'ASIAXXXXXXX', session_token: 'xxxxxxxxx' };
    expectRefusal(await client.call('whitelist_add', { ...SPOKEN, credentials: literal }));
    const credentials = { ...toCredentialsArgument(sandbox.keys.session), region: 'us-east-1' };
    await expectAdded(client, { ...SPOKEN, credentials });
  });
});

describe('the minimal policy', () => {
  it('allows all that adding, checking and removing asks AWS for', async () => {
    const sandbox = await startTestSandbox();
    const client = await connectAsHost(hostEntry('host-basic'), { env: endpointOf(sandbox) });
    const credentials = { ...LITERAL, ...toCredentialsArgument(sandbox.keys.minimal) };
    await expectAdded(client, { ...SPOKEN, credentials });
    for (const tool of ['whitelist_check', 'whitelist_remove'])
      expect((await client.call(tool, { ...SPOKEN, credentials })).isError).toBe(false);
    const { Statement: statements } = guideBlock('minimal-policy') as {
      Statement: { Action: string | string[] }[];
    };
    const allowed = statements.flatMap(({ Action }) => Action);
    const asked = sandbox.requests.map(({ service, action }) => `${service}:${action}`);
    expect([...new Set(asked)].filter((action) => !allowed.includes(action))).toEqual([]);
    expect(new Set(asked).size).toBe(allowed.length);
  });
});

describe('configuration examples', () => {
  it('take the region from config.json', async () => {
    const sandbox = await startTestSandbox();
    const client = await connectAsHost(hostEntry('host-region'), {
      files: ['config.json'],
      env: endpointOf(sandbox),
    });
    const { region: _, ...literal } = LITERAL;
    expectRefusal(await client.call('whitelist_add', { ...SPOKEN, credentials: literal }));
    await expectAdded(client, { ...SPOKEN, credentials: toCredentialsArgument(sandbox.keys.minimal) });
    await client.close();
    expect(client.stderr()).toBe('');
  });

  it('tell more on standard error with verbose logging', async () => {
    const sandbox = await startTestSandbox();
    const env = { ...endpointOf(sandbox), ...variablesOf(sandbox.keys.minimal), AWS_REGION: 'us-east-1' };
    const client = await connectAsHost(hostEntry('host-debug'), { env });
    await expectAdded(client);
    await client.close();
    expect(client.stderr()).toMatch(/ DEBUG credentials found source="environment variables"/);
    expect(client.stderr()).toMatch(/ DEBUG AWS ec2:AuthorizeSecurityGroupIngress /);
  });
});

describe('the request template', () => {
  const template = guideBlock('request-template') as { params: Record<string, unknown> };

  itSampled(CLIENT_FLAVORS, { every: 2, from: 1 })(
    'is a tool call as it stands: $name',
    async ({ connect }) => {
      const sandbox = await startTestSandbox();
      const client = await connect({ env: freshEnvironment(endpointOf(sandbox)) });
      await client.listTools();
      const { isError, structured } = await client.call('whitelist_add', template.params);
      expect(isError).toBe(false);
      expect(structured).toMatchObject({
        ...ADDED,
        security_group_id: 'sg-123456',
        rules: [{ ...ADDED.rules[0], description: 'Added via Claude Desktop' }],
      });
      expect(sandbox.requests[0]?.accessKeyId).toBe(sandbox.keys.guide.accessKeyId);
      // The other tools take the same params.
      for (const tool of ['whitelist_check', 'whitelist_remove']) {
        expect(await client.call(tool, template.params), tool).toMatchObject({ isError: false });
      }
    },
  );

  it('is a raw message as it stands', async () => {
    const sandbox = await startTestSandbox();
    const server = startRawServer([], { env: freshEnvironment(endpointOf(sandbox)) });
    server.send(JSON.stringify(template));
    await server.until('an answer', ({ stdout }) => stdout.endsWith('\n'));
    expect(server.messages()[0]?.result).toMatchObject(ADDED);
  });

  it('is a raw request with or without a handshake', async () => {
    const sandbox = await startTestSandbox();
    const server = startRawServer([], { env: freshEnvironment(endpointOf(sandbox)) });
    const call = (method: string) => server.request(method, template.params);
    expect((await call('whitelist/add')).result).toMatchObject(ADDED);
    await server.initialize('2025-11-25');
    expect((await call('whitelist/check')).result).toMatchObject({ allowed: true });
    expect((await call('whitelist/remove')).result).toMatchObject({ status: 'removed' });
    const wrong = await server.request('whitelist/add', { ...template.params, port: 'nonsense' });
    expect(wrong.error).toMatchObject({ code: -32602, data: { code: 'invalid_input' } });
    const refused = await server.request('whitelist/add', { ...SPOKEN, credentials: LITERAL });
    expect(refused.error).toMatchObject({ code: -32000, data: { code: 'invalid_credentials' } });
    expect(refused.error?.message).toMatch(/^Invalid credentials/);
  });
});
