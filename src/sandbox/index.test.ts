import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  paginateDescribeSecurityGroups,
} from '@aws-sdk/client-ec2';
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from 'vitest';
import { SandboxError } from '#sandbox/protocol/errors.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from './index.ts';

let open: Sandbox[] = [];

async function start(options?: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  open.push(sandbox);
  return sandbox;
}

afterEach(async () => {
  await Promise.all(open.map((sandbox) => sandbox.close()));
  open = [];
});

function client({ endpoint, region, keys }: Sandbox, key: keyof Sandbox['keys'] = 'admin'): EC2Client {
  return new EC2Client({ endpoint, region, credentials: keys[key], maxAttempts: 1 });
}

function addition(CidrIp: string) {
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp }] }];
  return new AuthorizeSecurityGroupIngressCommand({ GroupId: 'sg-123456', IpPermissions });
}

describe('a fresh sandbox', () => {
  it('is on the loopback interface and says so in the environment it hands out', async () => {
    const sandbox = await start();
    expect(sandbox.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(sandbox.environment()).toMatchObject({
      AWS_ENDPOINT_URL: sandbox.endpoint,
      AWS_ACCESS_KEY_ID: sandbox.keys.admin.accessKeyId,
      AWS_DEFAULT_REGION: 'us-east-1',
    });
  });

  it('has keys of AWS lengths', async () => {
    const { keys } = await start();
    const { session, ...lastingKeys } = keys;
    const lasting = Object.values(lastingKeys);
    for (const { accessKeyId } of lasting) expect(accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
    expect(session.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    for (const { secretAccessKey } of [...lasting, session]) expect(secretAccessKey).toHaveLength(40);
  });

  it('looks like an account: both kinds of VPC, the groups of the documents, another region', async () => {
    const sandbox = await start();
    const { SecurityGroups = [] } = await client(sandbox).send(new DescribeSecurityGroupsCommand({}));
    const names = SecurityGroups.map(({ GroupName }) => GroupName);
    expect(names).toEqual(expect.arrayContaining(['web', 'staging-postgres', 'bastion', 'build-runners']));
    const ids = SecurityGroups.map(({ GroupId }) => GroupId);
    expect(ids).toEqual(expect.arrayContaining(['sg-123456', 'sg-0123abcd']));
    expect(new Set(SecurityGroups.map(({ VpcId }) => VpcId)).size).toBe(2);
    const west = await client({ ...sandbox, region: 'eu-west-1' }).send(
      new DescribeSecurityGroupsCommand({}),
    );
    expect(west.SecurityGroups?.map(({ GroupName }) => GroupName)).toContain('vpn-gateway');
    const north = await client({ ...sandbox, region: 'eu-north-1' }).send(
      new DescribeSecurityGroupsCommand({}),
    );
    expect(north.SecurityGroups?.map(({ GroupName }) => GroupName)).toEqual(['default']);
  });

  it('keeps what is made in a region that nobody has used yet', async () => {
    const ec2 = client({ ...(await start()), region: 'eu-north-1' });
    await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'first', Description: 'd' }));
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({}));
    expect(SecurityGroups?.map(({ GroupName }) => GroupName)).toEqual(['default', 'first']);
  });

  it('goes back to what it was', async () => {
    const sandbox = await start();
    const rules = async () =>
      (await client(sandbox).send(new DescribeSecurityGroupRulesCommand({}))).SecurityGroupRules?.length;
    const before = await rules();
    await client(sandbox).send(addition('203.0.113.7/32'));
    expect(await rules()).toBe((before ?? 0) + 1);
    await sandbox.reset();
    expect(await rules()).toBe(before);
  });
});

describe('pages', () => {
  it('are no longer than the sandbox allows, and together everything once', async () => {
    const sandbox = await start({ pageSize: 3 });
    const sizes: number[] = [];
    const ids = new Set<string>();
    for await (const { SecurityGroups = [] } of paginateDescribeSecurityGroups(
      { client: client(sandbox) },
      {},
    )) {
      sizes.push(SecurityGroups.length);
      for (const { GroupId } of SecurityGroups) ids.add(GroupId ?? '');
    }
    expect(sizes).toEqual([3, 3, 2]);
    expect(ids.size).toBe(8);
  });

  it('do not go on with the token of another question', async () => {
    const ec2 = client(await start({ pageSize: 3 }));
    const { NextToken } = await ec2.send(new DescribeSecurityGroupsCommand({}));
    const other = new DescribeSecurityGroupRulesCommand({ NextToken });
    await expect(ec2.send(other)).rejects.toMatchObject({ name: 'InvalidPaginationToken' });
  });

  it('keep their place when a group goes away between them', async () => {
    const sandbox = await start({ pageSize: 5 });
    const ec2 = client(sandbox);
    for (const GroupName of ['a', 'b']) {
      await ec2.send(new CreateSecurityGroupCommand({ GroupName, Description: 'd' }));
    }
    const all =
      (await client(await start()).send(new DescribeSecurityGroupsCommand({}))).SecurityGroups ?? [];
    const first = await ec2.send(new DescribeSecurityGroupsCommand({}));
    const last = first.SecurityGroups?.at(-1)?.GroupName;
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId: 'sg-123456' }));
    const second = await ec2.send(new DescribeSecurityGroupsCommand({ NextToken: first.NextToken }));
    expect(last).toBe(all[4]?.GroupName);
    expect(second.SecurityGroups?.map(({ GroupName }) => GroupName)).toEqual([
      ...all.slice(5).map(({ GroupName }) => GroupName),
      'a',
      'b',
    ]);
  });
});

describe('counting', () => {
  it('tells requests and connections', async () => {
    const sandbox = await start();
    const ec2 = client(sandbox, 'minimal');
    for (let n = 0; n < 3; n += 1) await ec2.send(new DescribeSecurityGroupsCommand({}));
    expect(sandbox.connections()).toBe(1);
    expect(sandbox.requests).toHaveLength(3);
    expect(sandbox.requests[0]).toMatchObject({
      service: 'ec2',
      action: 'DescribeSecurityGroups',
      region: 'us-east-1',
      accessKeyId: sandbox.keys.minimal.accessKeyId,
      errorCode: null,
    });
  });

  it('lets a test hold a request back', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const sandbox = await start({
      onRequest: ({ action }) => (action.startsWith('Authorize') ? held : undefined),
    });
    let done = false;
    const adding = client(sandbox)
      .send(addition('203.0.113.7/32'))
      .then(() => {
        done = true;
      });
    await client(sandbox).send(new DescribeSecurityGroupsCommand({}));
    expect([done, sandbox.requests.length]).toEqual([false, 2]);
    release();
    await adding;
  });

  it('closes at once, also with a request under way', async () => {
    const sandbox = await startSandbox({ onRequest: () => new Promise(() => {}) });
    const asking = client(sandbox).send(new DescribeSecurityGroupsCommand({}));
    const failed = expect(asking).rejects.toThrow();
    while (sandbox.requests.length === 0) await sleep(5);
    await sandbox.close();
    await failed;
  });
});

describe('codes of MFA devices', () => {
  const using = async ({ endpoint, region, keys, mfaDevices }: Sandbox, TokenCode: string) => {
    const sts = new STSClient({ endpoint, region, credentials: keys.jo, maxAttempts: 1 });
    const asked = sts.send(new GetSessionTokenCommand({ SerialNumber: mfaDevices.jo, TokenCode }));
    return asked.then(
      () => 'ok',
      (error: unknown) => (error instanceof Error ? error.name : ''),
    );
  };

  it('are one, which works once in the half minute in which a device shows it', async () => {
    let time = Date.now();
    const sandbox = await start({ now: () => new Date(time), anySignatureAge: true });
    expect(await using(sandbox, '000000')).toBe('AccessDenied');
    expect([await using(sandbox, '123456'), await using(sandbox, '123456')]).toEqual(['ok', 'AccessDenied']);
    time += 30_000;
    expect(await using(sandbox, '123456')).toBe('ok');
  });

  it('work again at once where a test wants it so', async () => {
    const sandbox = await start({ mfaReuse: true });
    expect([await using(sandbox, '123456'), await using(sandbox, '123456')]).toEqual(['ok', 'ok']);
  });

  it('are those that a test wants, each once if it says so, and all again after a reset', async () => {
    const sandbox = await start({ mfaCodes: ['111111', '222222'], mfaReuse: false });
    const codes = ['123456', '111111', '111111', '222222'];
    const answers: string[] = [];
    for (const code of codes) answers.push(await using(sandbox, code));
    expect(answers).toEqual(['AccessDenied', 'ok', 'AccessDenied', 'ok']);
    await sandbox.reset();
    expect(await using(sandbox, '111111')).toBe('ok');
  });
});

describe('a state file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const stateFile = join(folder, 'state.json');
  afterEach(() => rmSync(stateFile, { force: true }));

  it('is shared by two sandboxes, temporary keys and all', async () => {
    const [one, other] = [await start({ stateFile }), await start({ stateFile })];
    await client(one).send(addition('203.0.113.7/32'));
    await expect(client(other).send(addition('203.0.113.7/32'))).rejects.toMatchObject({
      name: 'InvalidPermission.Duplicate',
    });
  });

  it('that is damaged stops the start, and later each request, with its name', async () => {
    const sandbox = await start({ stateFile });
    writeFileSync(stateFile, '{');
    await expect(startSandbox({ stateFile })).rejects.toThrow(stateFile);
    const asking = client(sandbox).send(new DescribeSecurityGroupsCommand({}));
    await expect(asking).rejects.toMatchObject({
      name: 'InternalError',
      message: expect.stringContaining(stateFile),
    });
  });
});

function post(endpoint: string, body: string | Buffer, method = 'POST'): Promise<number> {
  return new Promise((resolve, reject) => {
    const agent = new Agent();
    const sent = httpRequest(endpoint, { method, agent }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('what is no AWS request', () => {
  it('is answered and survived', async () => {
    const sandbox = await start();
    expect(await post(sandbox.endpoint, 'nonsense')).toBe(403);
    expect(await post(sandbox.endpoint, '', 'GET')).toBe(403);
    expect(await post(sandbox.endpoint, Buffer.alloc(1_100_000, 'a'))).toBe(413);
    const raw = connect(Number(new URL(sandbox.endpoint).port), '127.0.0.1');
    raw.end('\u0000\u0001 garbage\r\n\r\n');
    await new Promise((resolve) => raw.on('close', resolve).resume());
    await client(sandbox).send(new DescribeSecurityGroupsCommand({}));
  });

  it('includes a second sandbox on the same port', async () => {
    const sandbox = await start();
    const port = Number(new URL(sandbox.endpoint).port);
    await expect(startSandbox({ port })).rejects.toBeInstanceOf(SandboxError);
  });
});
