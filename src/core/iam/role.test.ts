import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAccountId, parseRoleArn, isSessionOfRole } from './role.ts';
import { WhitelistError } from '#core/errors/errors.ts';

const ADMIN = parseRoleArn('arn:aws:iam::123456789012:role/SecurityAdmin', 'role_arn');

const refused = (value: unknown): WhitelistError => {
  try {
    parseRoleArn(value, 'role_arn');
  } catch (error) {
    if (error instanceof WhitelistError) return error;
  }
  throw new Error('was taken');
};

const name = fc.stringMatching(/^[\w+=,.@-]{1,64}$/);
const account = fc.stringMatching(/^\d{12}$/);
const partition = fc.constantFrom('aws', 'aws-cn', 'aws-us-gov', 'aws-iso-b', 'aws-eusc');
const path = fc.array(fc.stringMatching(/^[!-.0-~]{1,20}$/), { maxLength: 3 });
const session = fc.stringMatching(/^[\w+=,.@-]{2,64}$/);

describe("a role's ARN", () => {
  it.each([
    ['arn:aws:iam::123456789012:role/SecurityAdmin', 'aws', '123456789012', 'SecurityAdmin'],
    ['arn:aws-cn:iam::098765432109:role/a/b/Dev', 'aws-cn', '098765432109', 'Dev'],
    [
      'arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0a1b',
      'aws',
      '123456789012',
      'AWSReservedSSO_Admin_0a1b',
    ],
  ])('%s', (arn, ...[partitionOfIt, accountOfIt, nameOfIt]) => {
    const role = { arn, partition: partitionOfIt, account: accountOfIt, name: nameOfIt };
    expect(parseRoleArn(arn, 'role_arn')).toEqual(role);
  });

  it('is taken apart, whatever its path', () => {
    fc.assert(
      fc.property(partition, account, path, name, (p, a, folders, n) => {
        const arn = `arn:${p}:iam::${a}:role/${[...folders, n].join('/')}`;
        expect(parseRoleArn(arn, 'x')).toEqual({ arn, partition: p, account: a, name: n });
      }),
    );
  });

  it.each([
    ['arn:aws:sts::123456789012:assumed-role/SecurityAdmin/jo', 'That is a session of a role'],
    ['arn:aws:iam::123456789012:instance-profile/web', 'That is an instance profile'],
    ['arn:aws:iam::123456789012:user/jo', 'That is no role'],
    ['arn:aws:iam::123456789012:root', 'That is no role'],
    ['arn:aws:iam::1234:role/x', 'The account in it has 12 digits.'],
    ['SecurityAdmin', 'A name is not enough'],
  ])('is not %s, with the reason', (value, hint) => {
    const error = refused(value);
    expect(error.message).toBe(
      `Invalid role_arn: got "${value}", expected a role's ARN. Example: arn:aws:iam::123456789012:role/SecurityAdmin.`,
    );
    expect(error.details.guidance?.[0]?.startsWith(hint)).toBe(true);
  });

  it.each([
    '',
    'arn:aws:iam::123456789012:role/',
    'arn:aws:iam::123456789012:role/a b',
    'arn:aws:iam::123456789012:role//x',
    'arn:aws:iam::123456789012:role/x\n',
    ' arn:aws:iam::123456789012:role/x',
    'arn:evil:iam::123456789012:role/x',
    `arn:aws:iam::123456789012:role/${'x'.repeat(65)}`,
    null,
    7,
    [],
  ])('is not %j', (value) => {
    expect(refused(value).code).toBe('invalid_input');
  });
});

describe('a session of a role', () => {
  it('is one whatever its own name and the path of the role', () => {
    fc.assert(
      fc.property(partition, account, path, name, session, (p, a, folders, n, s) => {
        const role = parseRoleArn(`arn:${p}:iam::${a}:role/${[...folders, n].join('/')}`, 'x');
        expect(isSessionOfRole(`arn:${p}:sts::${a}:assumed-role/${n}/${s}`, role)).toBe(true);
      }),
    );
  });

  it('is not one where partition, account or name differ', () => {
    const parts = fc.tuple(partition, account, name);
    fc.assert(
      fc.property(parts, parts, session, (one, other, s) => {
        const role = parseRoleArn(`arn:${one[0]}:iam::${one[1]}:role/${one[2]}`, 'x');
        const arn = `arn:${other[0]}:sts::${other[1]}:assumed-role/${other[2]}/${s}`;
        expect(isSessionOfRole(arn, role)).toBe(one.join('/') === other.join('/'));
      }),
    );
  });

  it.each([
    'arn:aws:sts::123456789012:assumed-role/securityadmin/jo',
    'arn:aws:sts::123456789012:assumed-role/SecurityAdmin2/jo',
    'arn:aws:sts::123456789012:assumed-role/x/SecurityAdmin',
    'arn:aws:sts::123456789012:assumed-role/SecurityAdmin',
    'arn:aws:sts::123456789012:assumed-role/SecurityAdmin/jo/more',
    'arn:aws:sts::123456789012:federated-user/SecurityAdmin',
    'arn:aws:iam::123456789012:user/SecurityAdmin',
    'arn:aws:iam::123456789012:role/SecurityAdmin',
    'arn:aws:iam::123456789012:root',
    '',
  ])('is not %s', (arn) => {
    expect(isSessionOfRole(arn, ADMIN)).toBe(false);
  });
});

describe("an account's number", () => {
  it('has twelve digits, of which the first may be 0', () => {
    expect(parseAccountId('098765432109', '--account')).toBe('098765432109');
    for (const value of ['1234', '1234567890123', '12345678901x', '', 123456789012, null])
      expect(() => parseAccountId(value, '--account')).toThrow("expected an account's 12 digits");
  });
});
