import { expect } from 'vitest';
import { KEYS, MISPLACED_SECRETS, TOKENS } from '#test/support/canary/secrets.ts';
import type { CanaryCase } from '#test/support/canary/run-case.ts';
import { command, LOUD } from './drives.ts';
import { env } from './keys.ts';

const { secret, token, jwt } = MISPLACED_SECRETS;
const { accessKeyId } = KEYS.environment;

const ADD = ['add', '203.0.113.9', 'sg-123456'];

/** A secret on the command line: where it is is the person's own doing, and it is told no further. */
const LINES: readonly (readonly [words: readonly string[], exit: number])[] = [
  [[secret], 2],
  [['add', secret, 'sg-123456'], 2],
  [['list', secret], 2],
  [['check', secret, secret, secret], 2],
  [['list', `Name=${secret}`], 2],
  [['list', `tag:env=${token}`], 2],
  [['add', '203.0.113.9', '--target', jwt, '--port', '443'], 2],
  [['add', '203.0.113.9', '--targets', `web,${secret}`, '--port', '443'], 2],
  [['add', '--ip-addresses', `203.0.113.9,${secret}`, 'sg-123456', '--port', '443'], 2],
  [['add', 'current', 'sg-123456', '--families', secret, '--port', '443'], 2],
  [[...ADD, '--port', secret], 2],
  [[...ADD, '--protocol', token], 2],
  [[...ADD, '--port', '443', '--description', secret], 2],
  [[...ADD, '--port', '443', '--description', `key ${secret} of jo`], 2],
  [[...ADD, '--port', '443', '--description', jwt], 2],
  [['list', '--region', secret], 2],
  [['list', '--profile', secret], 3],
  [['list', '--profile', jwt], 3],
  [['remove', '--rule-id', secret, 'sg-123456'], 2],
  [['list', `--${secret}`], 2],
  [['list', `--${jwt}`], 2],
  [['list', `--${secret}=${token}`], 2],
  [['list', `-x${secret}`], 2],
  [['list', `--json=${secret}`], 2],
  [['list', '--region', `-${secret}`], 2],
  [['list', '--log-format', secret], 2],
  [['list', '-c', secret], 2],
  [['list', '-c', `/nowhere/${jwt}/config.json`], 2],
  [['list', '-c', `${secret}.json`], 2],
  [['policy', secret], 2],
  [['policy', '--for', secret], 2],
  [['policy', '--group', secret], 2],
  [['policy', '--role', `arn:aws:iam::123456789012:${secret}`], 2],
  [['policy', '--account', secret], 2],
  [['policy', '--region', jwt], 2],
  [['policy', 'check', secret], 2],
  [['policy', 'check', `/nowhere/${jwt}.json`], 2],
  [['policy', 'check', 'call.json', token], 2],
  [[...ADD, '--port', '443', '--plan-token', token], 2],
  [['schema', secret], 2],
  [['sandbox', secret], 2],
  [['sandbox', '--port', secret], 2],
  [['doctor', secret], 2],
  [['my-ip', secret], 2],
  [['my-ip', '--families', secret], 2],
  [['my-ip', '--families', `4,${token}`], 2],
  [['my-ip', '-c', secret], 2],
];

/** The commands that need no credentials, where there are all kinds of them. */
const needless: CanaryCase = {
  name: 'commands that ask nothing of AWS',
  machine: { env: { ...env, HTTPS_PROXY: `http://jo:${TOKENS.endpointPassword}@proxy.example` } },
  async drive({ run }) {
    const lines = [
      ['policy', '--for', 'rule-ids,roles', '--group', 'sg-123456', '--region', 'us-east-1'],
      ['schema'],
      ['--help'],
      ['add', '--help'],
      ['--version'],
    ];
    for (const line of lines) for (const loud of LOUD) expect((await run(...line, ...loud)).code).toBe(0);
  },
};

/** Calls to be judged, as they came to an assistant: with secrets in every place. */
const judged: CanaryCase = {
  name: 'policy check of calls with secrets in them',
  machine: {
    env,
    home: {
      'calls.json': JSON.stringify([
        { tool: 'whitelist_add', arguments: { ip_address: secret, security_group_id: jwt, port: token } },
        { tool: secret, arguments: {} },
        { tool: 'whitelist_add', arguments: { [secret]: jwt } },
        {
          tool: 'whitelist_add',
          arguments: {
            ip_address: '203.0.113.9',
            security_group_id: 'sg-123456',
            port: 443,
            description: secret,
            credentials: { access_key_id: accessKeyId, secret_access_key: secret, session_token: token },
            plan_token: token,
          },
        },
      ]),
      'broken.json': `{"tool": "${secret}", "arguments": ${jwt}`,
    },
  },
  async drive({ run, home }) {
    for (const file of ['calls.json', 'broken.json'])
      for (const loud of LOUD)
        expect((await run('policy', 'check', `${home}/${file}`, ...loud)).code).toBeGreaterThan(1);
  },
};

/** The stand-in for AWS, as a person runs it: it writes down nothing of what it is sent. */
const imitation: CanaryCase = {
  name: 'the sandbox, which is sent secrets',
  machine: { env },
  async drive({ start }) {
    const running = start(['sandbox', '--json']);
    await running.until('its address', () => running.stdout().includes('}'));
    const { AWS_ENDPOINT_URL: address } = JSON.parse(running.stdout()) as Record<string, string>;
    const scope = `Credential=${accessKeyId}/20260101/us-east-1/ec2/aws4_request`;
    for (const body of [
      `Action=${secret}`,
      `Action=DescribeSecurityGroups&${secret}=${token}`,
      `${jwt}=&&=${secret}`,
    ])
      for (const authorization of [
        `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=${secret}`,
        `Bearer ${jwt}`,
      ]) {
        const type = { 'content-type': 'application/x-www-form-urlencoded' };
        const headers = {
          ...type,
          authorization,
          'x-amz-security-token': token,
          'x-amz-date': '20260101T000000Z',
        };
        const url = `${address ?? ''}/?a=${encodeURIComponent(secret)}`;
        expect((await fetch(url, { method: 'POST', headers, body })).status).toBeGreaterThanOrEqual(400);
      }
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
  },
};

export const COMMANDS: readonly CanaryCase[] = [
  needless,
  judged,
  imitation,
  ...LINES.map(([words, exit], i): CanaryCase => {
    // The program's own names are told, the secrets are not.
    const shown = words.map((word) =>
      word.replaceAll(secret, 'SECRET').replaceAll(token, 'TOKEN').replaceAll(jwt, 'JWT'),
    );
    return {
      name: `${i + 1}. awswhitelist ${shown.join(' ')}`,
      machine: { env },
      drive: command(words, exit),
    };
  }),
];
