import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTerminal } from '#test/support/program/terminal.ts';

const GUIDE = readFileSync(
  join(import.meta.dirname, '../../test/fixtures/guide/minimal-policy.json'),
  'utf8',
);
const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const ROLE = 'arn:aws:iam::123456789012:role/Dev';

const run = (...argv: string[]) => openTerminal().run('policy', ...argv);

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}
const statements = async (...argv: string[]) => {
  const { out, code } = await run(...argv);
  expect(code).toBe(0);
  return (JSON.parse(out) as { Statement: Statement[] }).Statement;
};

describe('awswhitelist policy', () => {
  it("prints the guide's policy, to the letter, and nothing else", async () => {
    expect(await run()).toEqual({ code: 0, out: GUIDE, err: '' });
    expect(await run('--json')).toEqual({ code: 0, out: GUIDE, err: '' });
  });

  it('is in the README as it is printed', () => {
    expect(README).toContain(`\n\`\`\`json\n${GUIDE}\`\`\`\n`);
  });

  it.each([
    [['--for', 'rule-ids', 'key-age', '--role', ROLE]],
    [['--for', 'key-age,rule-ids', '--role', `${ROLE}, ${ROLE}`]],
    [['--role', ROLE, '--for', 'rule-ids', '--for=key-age', '--for', 'roles']],
  ])('has the actions of each feature: %j', async (argv) => {
    expect(await statements(...argv)).toMatchObject([
      { Action: expect.arrayContaining(['ec2:DescribeSecurityGroupRules']), Resource: '*' },
      { Action: 'sts:GetCallerIdentity' },
      {
        Action: 'iam:ListAccessKeys',
        Resource: ['arn:aws:iam::*:user/${aws:username}', 'arn:aws:iam::*:user/*/${aws:username}'],
      },
      { Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'], Resource: ROLE },
    ]);
  });

  it('limits changes to groups, and says what is left open', async () => {
    const place = ['--region', 'us-gov-west-1', '--account', '123456789012'];
    const scoped = await run('--group', 'sg-0b,sg-0a', ...place);
    expect(scoped.err).toBe('');
    const arn = 'arn:aws-us-gov:ec2:us-gov-west-1:123456789012:security-group';
    expect(JSON.parse(scoped.out)).toHaveProperty('Statement[1].Resource', [`${arn}/sg-0a`, `${arn}/sg-0b`]);

    const open = await run('--group', 'sg-0a');
    expect(open.err).toBe('Without --region and --account, the policy has * in their place.\n');
    expect(JSON.parse(open.out)).toHaveProperty(
      'Statement[1].Resource',
      'arn:aws:ec2:*:*:security-group/sg-0a',
    );
    expect((await run(...place)).err).toBe('Without --group, the policy has * in its place.\n');
    expect((await run('--for', 'roles')).err).toBe(
      'Without --role, the policy allows every role whose own trust policy lets its user in.\n',
    );
  });

  it('keeps roles apart whose names hold commas', async () => {
    const roles = [`${ROLE},a`, `${ROLE},b`];
    expect((await statements('--role', roles.join(','))).at(-1)?.Resource).toEqual(roles);
  });

  it.each([
    [
      ['--for', 'rule-id'],
      'Unknown feature "rule-id" after --for.',
      'Did you mean "rule-ids"? There are rule-ids',
    ],
    [
      ['--for', 'roles', 'xyz'],
      'Unknown feature "xyz" after --for.',
      '  - There are rule-ids, key-age, roles, targets, quota, grants.',
    ],
    [
      ['--for', ''],
      'Unknown feature "" after --for.',
      'There are rule-ids, key-age, roles, targets, quota, grants.',
    ],
    [
      ['key-age'],
      '"key-age" has no place in awswhitelist policy.',
      'Features: --for rule-ids,key-age,roles,targets,quota,grants.',
    ],
    [['--group', ''], 'Invalid security_group_id: got ""', 'Example: sg-'],
    [['--group', 'sg-0a,'], 'Invalid security_group_id: got ""', 'Example: sg-'],
    [['--region', 'us-east'], 'Invalid --region: got "us-east"', 'The nearest known region is us-east-1.'],
    [['--account', '1234'], 'Invalid --account: got "1234", expected an account\'s 12 digits.', 'Example: '],
    [['--role', 'Dev'], 'Invalid --role: got "Dev"', 'A name is not enough'],
    [['--role', ''], 'Invalid --role: got ""', 'Example: arn:aws:iam::'],
    [['--grop', 'sg-0a'], 'Unknown option --grop.', 'Did you mean --group?'],
    [['--port', '443'], 'policy takes no --port.', 'Options: --for, --group, --region, --account, --role.'],
  ])('refuses %j', async (argv, message, hint) => {
    const { code, out, err } = await run(...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.startsWith(`Error: ${message}`)).toBe(true);
    expect(err).toContain(hint);
  });
});
