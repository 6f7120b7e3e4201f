import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openTerminal } from '#test/support/program/terminal.ts';
import { startToolHarness, type ToolHarnessOptions } from '#test/support/harness/tool-harness.ts';
import { filterChanges } from '#test/support/sandbox/sent-changes.ts';

const ADD = { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7', port: 443 };

async function open(options: ToolHarnessOptions = {}) {
  const one = await startToolHarness({ key: ({ keys }) => keys.admin, ...options });
  onTestFinished(() => one.close());
  return one;
}

describe('secrets are not written on rules', () => {
  const hex = (digits: number) => randomBytes(digits / 2).toString('hex');
  const base64 = () => randomBytes(30).toString('base64');
  const slack = () =>
    `xoxb-482913750261-903817264510-${randomBytes(18).toString('base64url').replace(/[-_]/g, 'x')}`;
  const halves = (text: string, by: string) => `${text.slice(0, 20)}${by}${text.slice(20)}`;

  it.each<[string, () => string]>([
    ['40 hexadecimal digits', () => hex(40)],
    ['64 hexadecimal digits', () => hex(64)],
    ['a token of Slack', slack],
    ['a secret key cut by a blank', () => halves(base64(), ' ')],
    ['a secret key cut by a stop', () => halves(base64(), '.')],
  ])('%s', async (_, make) => {
    const one = await open();
    for (const field of ['description', 'reason']) {
      const secret = make();
      const report = await one.fail('whitelist_add', { ...ADD, [field]: secret, dry_run: true });
      expect(report.code).toBe('invalid_input');
      const told = JSON.stringify(report);
      for (let i = 0; i + 12 <= secret.length; i += 1) expect(told).not.toContain(secret.slice(i, i + 12));
    }
  });
});

describe('escapes in what is echoed', () => {
  it.each([
    ['the name of a config file', ['list', '--sandbox', '-c', '/nope\u001b[2J']],
    ['the name of a plan of faults', ['sandbox', '--faults', '/nope\u001b[2J']],
    ['the name of a file of addresses', ['add', '--from', '/nope\u001b[2J', 'sg-0123abcd', '--sandbox']],
    ['a command', ['\u001b[2J']],
    ['an option', ['list', '--\u001b[2J']],
    ['a profile', ['list', '--sandbox', '--profile', '\u001b[2J']],
    ['a target', ['list', '--sandbox', '--target', 'x\u202e']],
  ])('%s', async (_, words) => {
    const { out, err } = await openTerminal().run(...words);
    for (const raw of ['\u001b', '\u202e']) expect(`${out}${err}`).not.toContain(raw);
    expect(err).toMatch(/\\u\{(1b|202e)\}/);
  });

  it.each([
    ['a pattern of groups', { security_settings: { allowed_security_groups: ['\u001b[2J*'] } }],
    ['a tag', { security_settings: { allowed_security_groups: ['tag:\u001b[2J=x'] } }],
    ['a key', { security_settings: { '\u001b[2J': true } }],
    ['the name of an entry', { credential_profiles: [{ name: 'default', '\u001b[2J': 1 }] }],
    [
      'the name of a port',
      {
        security_settings: {
          sensitive_ports: [{ port: 443, name: '\u001b[2J', min_prefix_length: { ipv4: 32 } }],
        },
      },
    ],
  ])('of the config file: %s', async (_, file) => {
    const terminal = openTerminal();
    terminal.write('x.json', JSON.stringify(file));
    const words = ['203.0.113.0/24', 'sg-0123abcd', '--port', '443', '--sandbox', '-c', './x.json'];
    const { out, err, code } = await terminal.run('add', ...words);
    expect(code).not.toBe(0);
    expect(`${out}${err}`).not.toContain('\u001b');
    expect(err).toContain('\\u{1b}');
  });
});

describe('what is another account’s is not taken for ours', () => {
  const OTHER = '999999999999';
  it.each([
    ['a group', `arn:aws:ec2:us-east-1:${OTHER}:security-group/sg-0123abcd`],
    ['a database', `arn:aws:rds:us-east-1:${OTHER}:db:staging-db`],
  ])('%s', async (_, target) => {
    const one = await open();
    for (const tool of ['whitelist_add', 'whitelist_remove', 'whitelist_check']) {
      const report = await one.fail(tool, { target, ip_address: '203.0.113.7', port: 5432 });
      expect(report.code).toBe('target_not_found');
      expect(JSON.stringify(report)).toContain(OTHER);
    }
    expect(filterChanges(one.sandbox.requests)).toEqual([]);
  });

  it.each([
    'arn:aws-cn:ec2:us-east-1:123456789012:security-group/sg-0123abcd',
    'arn:aws-us-gov:ec2:us-east-1:123456789012:security-group/sg-0123abcd',
    'arn:aws:ec2:cn-north-1:123456789012:security-group/sg-0123abcd',
  ])('%s', async (target) => {
    const one = await open();
    const report = await one.fail('whitelist_add', { target, ip_address: '203.0.113.7', port: 443 });
    expect(report.code).toBe('invalid_input');
    expect(filterChanges(one.sandbox.requests)).toEqual([]);
  });

  it('and the own one is', async () => {
    const one = await open();
    const target = 'arn:aws:ec2:us-east-1:123456789012:security-group/sg-0123abcd';
    expect(await one.call('whitelist_add', { target, ip_address: '203.0.113.7', port: 443 })).toMatchObject({
      status: 'added',
    });
  });
});

it('the sandbox refuses a profile that nothing defines', async () => {
  const one = await open({ config: { credential_profiles: [{ name: 'staging' }] } });
  const report = await one.fail('whitelist_list', { profile: 'stagign' });
  expect(report).toMatchObject({ code: 'invalid_input' });
  expect(report.guidance.join(' ')).toContain('Nothing defines it; did you mean "staging"?');
  expect(await one.call('whitelist_list', { profile: 'staging' })).toMatchObject({ account: '123456789012' });
});
