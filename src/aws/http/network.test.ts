import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startMachine } from '#test/support/credentials/machine.ts';
import {
  createEc2Answer,
  startFakeAws,
  type FakeAws,
  createGroupAnswer,
} from '#test/support/fake-aws/fake-aws.ts';

const RULE = { security_group_id: 'sg-1', ip_address: '203.0.113.7', port: 443 };
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: 'us-east-1' };
const GROUP = createEc2Answer(
  'DescribeSecurityGroups',
  '<securityGroupInfo><item><groupId>sg-1</groupId><ipPermissions/></item></securityGroupInfo>',
);

async function standIn(...args: Parameters<typeof startFakeAws>): Promise<FakeAws> {
  const aws = await startFakeAws(...args);
  onTestFinished(() => aws.close());
  return aws;
}

/** A port of the loopback on which nobody listens. */
async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

describe('the network', () => {
  it('refuses the connection: validation failed, nothing was done', async () => {
    const machine = startMachine({ endpoint: await closedPort(), env: KEYS });
    for (const tool of ['whitelist_add', 'whitelist_check', 'whitelist_remove']) {
      expect(await machine.fail(tool, RULE)).toMatchObject({
        code: 'credential_validation_failed',
        outcome: 'not_done',
        retryable: true,
        message: expect.stringMatching(/^Credential validation failed: .*the connection was refused\.$/),
      });
    }
  });

  it('cuts the connection after the request: a change is not known to be done', async () => {
    const aws = await standIn(({ action, cut }) => {
      if (action === 'GetCallerIdentity') return undefined;
      if (action === 'DescribeSecurityGroups' && readable)
        return createGroupAnswer(RULE.security_group_id, [RULE]);
      cut();
      return null;
    });
    let readable = false;
    const machine = startMachine({ endpoint: aws.endpoint, env: KEYS });
    for (const tool of ['whitelist_add', 'whitelist_remove']) {
      // A removal reads first.
      readable = tool === 'whitelist_remove';
      const report = await machine.fail(tool, RULE);
      expect(report).toMatchObject({ code: 'credential_validation_failed', outcome: 'unknown' });
      expect(report.message).toContain('cut before the answer came');
      expect(report.guidance[0]).toContain('list sg-1 in us-east-1');
    }
    readable = false;
    expect(await machine.fail('whitelist_check', RULE)).toMatchObject({ outcome: 'not_done' });
  });

  it('cuts one connection: the SDK asks again', async () => {
    const aws = await standIn(({ action, earlier, cut }) => {
      if (action !== 'DescribeSecurityGroups') return undefined;
      if (earlier > 0) return GROUP;
      cut();
      return null;
    });
    const machine = startMachine({ endpoint: aws.endpoint, env: KEYS });
    expect(await machine.call('whitelist_check', RULE)).toMatchObject({ allowed: false });
  });

  it.each([
    ['a page of HTML', '<!doctype html><html><body><h1>Internal Server Error</h1><p>CANARY</body></html>'],
    ['plain text', 'CANARY upstream connect error'],
    ['nothing', ''],
  ])('answers 500 with %s: a change is not known to be done', async (_what, body) => {
    const aws = await standIn(({ action }) =>
      action === 'GetCallerIdentity'
        ? undefined
        : { status: 500, body, headers: { 'content-type': 'text/html' } },
    );
    const machine = startMachine({ endpoint: aws.endpoint, env: KEYS });
    const change = await machine.fail('whitelist_add', RULE);
    expect(change).toMatchObject({
      code: 'credential_validation_failed',
      outcome: 'unknown',
      retryable: true,
    });
    expect(change.message).toContain("what came back instead is not AWS's (HTTP 500)");
    expect(change.guidance[0]).toContain('list sg-1 in us-east-1');
    expect(await machine.fail('whitelist_check', RULE)).toMatchObject({ outcome: 'not_done' });
    // No hint of the SDK's to its programmers, and nothing of the page.
    for (const word of ['CANARY', '$response', 'inspect', 'SyntaxError', '    at '])
      expect(JSON.stringify(change)).not.toContain(word);
  });

  it.each([
    ['a page of HTML', '<!doctype html><html><body><h1>Welcome to the hotel</h1><p>CANARY</body></html>'],
    ['a page of XHTML', '<html><body><h1>Welcome to the hotel</h1><p>CANARY</p></body></html>'],
    ['broken XML', '<AuthorizeSecurityGroupIngressResponse><requestId>1</requestI'],
    ['nothing', ''],
  ])('answers 200 with %s: never taken for a success', async (_what, body) => {
    const page = { status: 200, body, headers: { 'content-type': 'text/html' } };
    let readable = false;
    const aws = await standIn(({ action }) => {
      if (action === 'DescribeSecurityGroups' && readable)
        return createGroupAnswer(RULE.security_group_id, [RULE]);
      return action === 'GetCallerIdentity' ? undefined : page;
    });
    const machine = startMachine({ endpoint: aws.endpoint, env: KEYS });
    for (const tool of ['whitelist_add', 'whitelist_remove']) {
      readable = tool === 'whitelist_remove';
      const change = await machine.fail(tool, RULE);
      expect(change).toMatchObject({ code: 'credential_validation_failed', outcome: 'unknown' });
      for (const word of ['CANARY', '$response', 'inspect', 'SyntaxError'])
        expect(JSON.stringify(change)).not.toContain(word);
    }
    readable = false;
    expect(await machine.fail('whitelist_check', RULE)).toMatchObject({ outcome: 'not_done' });
    expect(await machine.fail('whitelist_list', {})).toMatchObject({ outcome: 'not_done' });
  });

  it('puts a page in the place of STS: the account is not known', async () => {
    const page = { status: 200, body: '<html><body>Welcome</body></html>' };
    const aws = await standIn(({ action }) => (action === 'GetCallerIdentity' ? page : GROUP));
    const machine = startMachine({ endpoint: aws.endpoint, env: KEYS });
    expect(await machine.call('whitelist_check', RULE)).toMatchObject({
      account: null,
      warnings: [expect.stringContaining('could not be confirmed')],
    });
  });

  it('an answer that says there is nothing is an answer', async () => {
    const aws = await standIn(({ action }) =>
      action === 'DescribeSecurityGroups'
        ? createEc2Answer(action, '<securityGroupInfo/>')
        : action === 'DescribeSecurityGroupRules'
          ? createEc2Answer(action, '<securityGroupRuleSet></securityGroupRuleSet>')
          : undefined,
    );
    const machine = startMachine({ endpoint: aws.endpoint, env: KEYS });
    expect(await machine.call('whitelist_list', {})).toMatchObject({ groups: [], warnings: [] });
    expect(await machine.fail('whitelist_check', RULE)).toMatchObject({
      message: 'AWS answered without the security group sg-1 it was asked for.',
    });
  });

  it('keeps quiet on the secret, whatever happens', async () => {
    const aws = await standIn(({ cut }) => {
      cut();
      return null;
    });
    const machine = startMachine({ endpoint: aws.endpoint });
    const credentials = {
      access_key_id: 'AKIACANARY',
      secret_access_key: 'CANARY-secret/+=0123456789012345678901234',
      session_token: 'CANARY-token',
      region: 'us-east-1',
    };
    const report = await machine.fail('whitelist_add', { ...RULE, credentials });
    for (const text of [JSON.stringify(report), ...machine.logged]) {
      expect(text).not.toContain('CANARY-secret');
      expect(text).not.toContain('CANARY-token');
    }
    expect(machine.logged.join('')).toContain('AWS ec2:AuthorizeSecurityGroupIngress');
  });
});

describe('AWS_ENDPOINT_URL', () => {
  it('is where the requests go, both of EC2 and of STS', async () => {
    const aws = await standIn(({ action }) => (action === 'DescribeSecurityGroups' ? GROUP : undefined));
    const machine = startMachine({ endpoint: aws.endpoint, env: KEYS });
    expect(await machine.call('whitelist_check', RULE)).toMatchObject({ account: '210987654321' });
    expect(aws.requests.map(({ action }) => action).sort()).toEqual([
      'DescribeSecurityGroups',
      'GetCallerIdentity',
    ]);
  });

  it('of one service goes before the one of all, in the environment and in the profile', async () => {
    const [ec2, all] = [
      await standIn(({ action }) => (action === 'DescribeSecurityGroups' ? GROUP : undefined)),
      await standIn(() => undefined),
    ];
    const machine = startMachine({
      endpoint: all.endpoint,
      env: { ...KEYS, AWS_ENDPOINT_URL_EC2: ec2.endpoint },
    });
    await machine.call('whitelist_check', RULE);
    expect(ec2.requests.map(({ action }) => action)).toEqual(['DescribeSecurityGroups']);
    expect(all.requests.map(({ action }) => action)).toEqual(['GetCallerIdentity']);
  });

  it.each([
    ['AWS_PROFILE', { AWS_PROFILE: 'dev' }, {}, undefined],
    ['the call', {}, { profile: 'dev' }, undefined],
    [
      'the config file',
      {},
      {},
      { credential_profiles: [{ name: 'default', use_aws_profile: true, aws_profile_name: 'dev' }] },
    ],
  ])('of the profile in %s counts', async (_where, env, args, config) => {
    const aws = await standIn(({ action }) => (action === 'DescribeSecurityGroups' ? GROUP : undefined));
    const machine = startMachine({
      env,
      config,
      awsConfig: `[profile dev]\nregion = eu-west-1\nendpoint_url = ${aws.endpoint}\n`,
      awsCredentials: '[dev]\naws_access_key_id = AKIADEV\naws_secret_access_key = x\n',
    });
    expect(await machine.call('whitelist_check', { ...RULE, ...args })).toMatchObject({
      region: 'eu-west-1',
    });
    expect(aws.requests).toHaveLength(2);
  });
});

describe('proxies', () => {
  const proxied = async (env: (proxy: string, aws: string) => Record<string, string>) => {
    const answer = ({ action }: { action: string }) =>
      action === 'DescribeSecurityGroups' ? GROUP : undefined;
    const [aws, proxy] = [await standIn(answer), await standIn(answer)];
    const machine = startMachine({
      endpoint: aws.endpoint,
      env: { ...KEYS, ...env(proxy.endpoint, aws.endpoint) },
    });
    await machine.call('whitelist_check', RULE);
    return { aws, proxy };
  };

  it.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY'])('%s is asked to pass the request on', async (name) => {
    const { aws, proxy } = await proxied((address) => ({ [name]: address }));
    expect(aws.requests).toEqual([]);
    expect(proxy.requests.map(({ url }) => url)).toEqual([`${aws.endpoint}/`, `${aws.endpoint}/`]);
  });

  it.each(['127.0.0.1', '*', 'example.com,127.0.0.1'])('NO_PROXY=%s goes past it', async (exempt) => {
    const { aws, proxy } = await proxied((address) => ({ HTTP_PROXY: address, NO_PROXY: exempt }));
    expect(proxy.requests).toEqual([]);
    expect(aws.requests).toHaveLength(2);
  });

  it.each([
    ['403 Forbidden', "what came back instead is not AWS's (HTTP 403)"],
    ['407 Proxy Authentication Required', 'the proxy asks for a name and password'],
  ])('HTTPS_PROXY is asked for a tunnel to AWS, and told nothing else: %s', async (refusal, words) => {
    const tunnels: string[] = [];
    const proxy = createServer().on('connect', (request, socket) => {
      tunnels.push(`${request.url} ${JSON.stringify(request.headers)}`);
      socket.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const { port } = proxy.address() as AddressInfo;
    const machine = startMachine({ env: { ...KEYS, HTTPS_PROXY: `http://127.0.0.1:${port}` } });
    const report = await machine.fail('whitelist_check', RULE);
    expect(report).toMatchObject({ code: 'credential_validation_failed', outcome: 'not_done' });
    expect(report.message).toContain(words);
    expect(report.guidance.join(' ')).toContain('HTTPS_PROXY');
    expect(tunnels.join(' ')).toContain('ec2.us-east-1.amazonaws.com:443');
    await vi.waitFor(() => expect(tunnels.join(' ')).toContain('sts.us-east-1.amazonaws.com:443'));
    expect(tunnels.join(' ')).not.toContain('AWS4-HMAC');
  });
});
