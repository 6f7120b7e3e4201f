import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { tools } from '#tools/index.ts';
import { freshEnvironment } from '#test/support/program/program.ts';
import { startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';
import { interopPackage, interopProgram } from './environment.ts';

const GROUP = 'sg-0123abcd';
const RULE = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 443 };

interface Inspector {
  readonly name: string;
  /** The inspector's own program and its first words. */
  readonly command: () => readonly [string, ...string[]];
  /** How it ends where a tool answers with an error. */
  readonly codeOfError: number;
}

const newest = (era: string): Inspector => ({
  name: `the newest, ${era}`,
  command: () => [
    interopProgram('node22'),
    join(interopPackage('@modelcontextprotocol/inspector'), 'clients/launcher/build/index.js'),
    '--cli',
    '--protocol-era',
    era,
  ],
  codeOfError: 5,
});

const INSPECTORS: readonly Inspector[] = [
  newest('legacy'),
  newest('auto'),
  newest('modern'),
  {
    name: 'the last for Node 20',
    command: () => [
      process.execPath,
      join(interopPackage('@modelcontextprotocol/inspector-cli'), 'build/cli.js'),
      '--cli',
    ],
    codeOfError: 0,
  },
];

interface Shown {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Place {
  readonly inspector: Inspector;
  /** For the server. */
  readonly env: Readonly<Record<string, string>>;
}

/** Runs `mcp-inspector --cli node …/dist/bin.cjs WORDS`. */
function inspect({ inspector, env }: Place, words: readonly string[]): Promise<Shown> {
  const [program, ...first] = inspector.command();
  const settings = Object.entries(env).flatMap(([name, value]) => (value ? ['-e', `${name}=${value}`] : []));
  const args = [...first, ...settings, process.execPath, inject('packedBin'), ...words];
  return new Promise((resolve) => {
    execFile(program, args, { env: freshEnvironment(), timeout: 20_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
    });
  });
}

const callWords = (name: string, args: Readonly<Record<string, unknown>>) => [
  ...['--method', 'tools/call', '--tool-name', name],
  ...Object.entries(args).flatMap(([key, value]) => [
    '--tool-arg',
    `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  ]),
];

async function call(place: Place, name: string, args: Readonly<Record<string, unknown>>) {
  const { code, stdout, stderr } = await inspect(place, callWords(name, args));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as { readonly structuredContent: unknown; readonly isError?: boolean };
}

/** Where a call says more than the group. */
const ARGUMENTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  whitelist_add: RULE,
  whitelist_check: RULE,
  whitelist_move: { security_group_id: GROUP, ip_address: '203.0.113.8' },
  whitelist_remove: { ...RULE, ip_address: '203.0.113.8' },
  whitelist_undo: { ...RULE, ip_address: '203.0.113.9', protocol: 'tcp', action: 'remove' },
};

describe.each(INSPECTORS)('the inspector’s command line: $name', (inspector) => {
  it('lists the tools', async () => {
    const { code, stdout } = await inspect({ inspector, env: {} }, ['--method', 'tools/list']);
    expect(code).toBe(0);
    const listed = JSON.parse(stdout) as { tools: { name: string; outputSchema: object }[] };
    expect(listed.tools.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));
    expect(listed.tools.map(({ outputSchema }) => outputSchema)).not.toContain(undefined);
  });

  it('calls every tool', async () => {
    const sandbox = await startTestSandbox();
    const place = { inspector, env: sandbox.environment() };
    const answers: Record<string, object> = {
      whitelist_add: { status: 'added', security_group_id: GROUP },
      whitelist_check: { allowed: true },
      whitelist_list: { security_group: { security_group_id: GROUP } },
      whitelist_move: { status: 'moved' },
      whitelist_remove: { status: 'removed' },
      whitelist_sweep: { status: 'not_found' },
      whitelist_undo: { status: 'not_found' },
      whitelist_whoami: { account: '123456789012', can_change: true },
    };
    expect(Object.keys(answers).sort()).toEqual(tools.map(({ name }) => name).sort());
    for (const [name, wanted] of Object.entries(answers)) {
      const args = ARGUMENTS[name] ?? { security_group_id: GROUP };
      expect(await call(place, name, args), name).toMatchObject({ structuredContent: wanted });
    }
  });

  it('hands over credentials as an argument', async () => {
    const sandbox = await startTestSandbox();
    const { AWS_ENDPOINT_URL = '' } = sandbox.environment();
    const { accessKeyId, secretAccessKey } = sandbox.keys.minimal;
    const credentials = { access_key_id: accessKeyId, secret_access_key: secretAccessKey };
    const answer = await call({ inspector, env: { AWS_ENDPOINT_URL } }, 'whitelist_check', {
      ...RULE,
      region: 'us-east-1',
      credentials,
    });
    expect(answer).toMatchObject({ structuredContent: { allowed: false, credential_source: 'the call' } });
  });

  it('shows what went wrong', async () => {
    const sandbox = await startTestSandbox();
    const place = { inspector, env: sandbox.environment() };
    const absent = { ...RULE, security_group_id: 'sg-0000000000000dead' };
    const { code, stdout } = await inspect(place, callWords('whitelist_add', absent));
    expect(code).toBe(inspector.codeOfError);
    expect(JSON.parse(stdout)).toMatchObject({
      isError: true,
      _meta: { 'awswhitelist/error': { code: 'group_not_found', outcome: 'not_done' } },
    });
  });

  it('is told of a tool that there is not', async () => {
    const { code, stderr } = await inspect({ inspector, env: {} }, callWords('whitelist_nothing', {}));
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/whitelist_nothing.* not found/);
  });
});

it('the newest finds no error in the tools’ schemas', async () => {
  const { code, stderr } = await inspect({ inspector: newest('modern'), env: {} }, [
    ...['--method', 'tools/list', '--strict'],
  ]);
  expect(code, stderr).toBe(0);
});
