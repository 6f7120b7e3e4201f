import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { startSandbox, type Sandbox } from '#sandbox/index.ts';
import { freshEnvironment, type ProgramExit } from '#test/support/program/program.ts';
import { environmentWithKey } from '#test/support/sandbox/running-sandbox.ts';

const GROUP = 'sg-0123abcd';
const DOCS = readFileSync('docs/sweeping.md', 'utf8');

/** The examples of one language, in their order. */
const examples = (language: string): string[] =>
  [...DOCS.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(([, text = '']) => text);

const example = (language: string, index = 0): string => {
  const text = examples(language)[index];
  if (text === undefined) throw new Error(`docs/sweeping.md has no example ${index} in ${language}`);
  return text;
};

interface Machine {
  readonly sandbox: Sandbox;
  readonly home: string;
  readonly env: Record<string, string>;
}

/** A home with the profile and the config file of the docs, and `awswhitelist` and `npx` where a shell finds them. */
async function machine(): Promise<Machine> {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const env = freshEnvironment();
  const home = env['HOME'] ?? '';
  const bin = join(home, 'bin');
  const file = (path: string, text: string) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  const { minimal } = sandbox.keys;
  const keys = `aws_access_key_id=${minimal.accessKeyId}\naws_secret_access_key=${minimal.secretAccessKey}\n`;
  file('.aws/credentials', `[sweeper]\n${keys}`);
  file('.aws/config', `[profile sweeper]\nregion=us-east-1\nendpoint_url=${sandbox.endpoint}\n`);
  const [settings] = examples('json');
  file('.config/awswhitelist/sweep.json', (settings ?? '').replace(', "staging-db"', ''));
  file('bin/awswhitelist', `#!/bin/sh\nexec "${process.execPath}" "${inject('packedBin')}" "$@"\n`);
  // What a registry would give: this very program.
  file(
    'bin/npx',
    '#!/bin/sh\n[ "$1 $2" = "--yes awswhitelist" ] || exit 99\nshift 2\nexec awswhitelist "$@"\n',
  );
  for (const name of ['awswhitelist', 'npx']) chmodSync(join(bin, name), 0o755);
  return { sandbox, home, env: { ...env, PATH: `${bin}:${env['PATH'] ?? ''}` } };
}

/** One rule that has expired, one that has not, and one that somebody wrote by hand. */
const SEEDED = {
  '198.51.100.1/32': 'Old [awswhitelist:1 jo until 2020-01-01T00:00Z]',
  '198.51.100.2/32': '[awswhitelist:1 jo until 2020-01-01T00:00Z; ann]',
  '198.51.100.3/32': 'by hand until 2020-01-01T00:00Z',
};

async function seed({ sandbox }: Machine): Promise<void> {
  const { EC2Client, AuthorizeSecurityGroupIngressCommand } = await import('@aws-sdk/client-ec2');
  const { accessKeyId, secretAccessKey } = sandbox.keys.admin;
  const ec2 = new EC2Client({
    region: 'us-east-1',
    endpoint: sandbox.endpoint,
    credentials: { accessKeyId, secretAccessKey },
  });
  const IpRanges = Object.entries(SEEDED).map(([CidrIp, Description]) => ({ CidrIp, Description }));
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges }];
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: GROUP, IpPermissions }));
  ec2.destroy();
}

async function addressesLeft({ sandbox }: Machine): Promise<string[]> {
  const state = await sandbox.state();
  const rules = state.regions['us-east-1']?.groups.find(({ id }) => id === GROUP)?.rules ?? [];
  const cidrs = rules.flatMap(({ source }) => ('cidr' in source ? [source.cidr] : []));
  return Object.keys(SEEDED).filter((cidr) => cidrs.includes(cidr));
}

const LEFT = ['198.51.100.2/32', '198.51.100.3/32'];

function shell(command: string, env: Record<string, string>): Promise<ProgramExit> {
  const child = spawn('/bin/sh', ['-c', command], { env, cwd: env['HOME'], stdio: 'pipe' });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

describe('[grant.scheduled] what docs/sweeping.md shows removes what has expired, and nothing else', () => {
  it('with cron: in silence, and again for nothing', async () => {
    const here = await machine();
    await seed(here);
    const [, command = ''] = /^(?:\S+ ){5}(.*)$/m.exec(example('cron')) ?? [];
    for (const _run of ['first', 'second']) {
      expect(await shell(command, here.env)).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
      expect(await addressesLeft(here)).toEqual(LEFT);
    }
  });

  it('with systemd: the service does it, and the timer starts that service', async () => {
    const here = await machine();
    await seed(here);
    const [service, timer] = [example('ini', 0), example('ini', 1)];
    const value = (text: string, key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1] ?? '';
    const [name = '', profile = ''] = value(service, 'Environment').split('=');
    const command = value(service, 'ExecStart').replaceAll('%h', here.home);
    expect(value(timer, 'OnCalendar')).toBe('*:0/15');
    const told = await shell(command, { ...here.env, [name]: profile });
    expect(told).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
    expect(await addressesLeft(here)).toEqual(LEFT);
  });

  it('with GitHub Actions: the answer is in the log', async () => {
    const here = await machine();
    await seed(here);
    const [, command = ''] = /- run: (.*)$/m.exec(example('yaml')) ?? [];
    const env = { ...here.env, ...environmentWithKey(here.sandbox, here.sandbox.keys.minimal) };
    const { code, stdout } = await shell(command, env);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'removed', security_group_id: GROUP, undo: [] });
    expect(await addressesLeft(here)).toEqual(LEFT);
  });

  it('ten at once leave the same', async () => {
    const here = await machine();
    await seed(here);
    const [, command = ''] = /^(?:\S+ ){5}(.*)$/m.exec(example('cron')) ?? [];
    const all = await Promise.all(Array.from({ length: 10 }, () => shell(command, here.env)));
    expect(all.map(({ code, stdout, stderr }) => [code, stdout, stderr])).toEqual(all.map(() => [0, '', '']));
    expect(await addressesLeft(here)).toEqual(LEFT);
  });
});
