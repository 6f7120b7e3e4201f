import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { SEED_KEYS } from '#sandbox/auth/keys.ts';
import { MfaCodes } from '#sandbox/auth/mfa.ts';
import { openStore } from '#sandbox/state/open-store.ts';
import { seedState } from '#sandbox/seed/seed.ts';
import { type SandboxRequest, Service } from './service.ts';
import { type SignedCall, elementText, signedRequest } from '#test/support/sandbox/service-harness.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const MINUTE = 60_000;

let service: Service;
let clock: Date;
let requests: SandboxRequest[];

beforeEach(async () => {
  clock = NOW;
  requests = [];
  service = new Service({
    store: await openStore(undefined, seedState),
    now: () => clock,
    mfa: new MfaCodes(),
    pageSize: undefined,
    onRequest: undefined,
    record: (request) => requests.push(request),
  });
});

/** Status and code (or `ok`) of one call. */
async function ask(call: Partial<SignedCall>): Promise<string> {
  const params = { Action: call.service === 'sts' ? 'GetCallerIdentity' : 'DescribeVpcs' };
  const { status, body: xml } = await service.handle(
    signedRequest({ key: SEED_KEYS.admin, params, at: clock, ...call }),
  );
  return `${status} ${elementText(xml, 'Code') ?? 'ok'}`;
}

/** The same question to EC2 and to STS. */
async function both(call: Partial<SignedCall>): Promise<string[]> {
  return [await ask({ ...call, service: 'ec2' }), await ask({ ...call, service: 'sts' })];
}

describe('who is calling', () => {
  it('is known by a right signature', async () => {
    expect(await both({})).toEqual(['200 ok', '200 ok']);
    expect(await both({ key: SEED_KEYS.session })).toEqual(['200 ok', '200 ok']);
  });

  it('is refused with a wrong secret, in the words of each service', async () => {
    const key = { ...SEED_KEYS.admin, secretAccessKey: 'x'.repeat(40) };
    expect(await both({ key })).toEqual(['401 AuthFailure', '403 SignatureDoesNotMatch']);
  });

  it('is refused with an unknown key', async () => {
    const key = { ...SEED_KEYS.admin, accessKeyId: 'AKIAQQQQQQQQQQQQQQQQ' };
    expect(await both({ key })).toEqual(['401 AuthFailure', '403 InvalidClientTokenId']);
  });

  it('is refused when the body is another than the one signed', async () => {
    const tamper: SignedCall['tamper'] = (request) => ({
      ...request,
      body: Buffer.concat([request.body, Buffer.from('&a=b')]),
    });
    expect(await both({ tamper })).toEqual(['401 AuthFailure', '403 SignatureDoesNotMatch']);
  });

  it('is refused without a signature, or with half of one', async () => {
    const header =
      (value: string | null): SignedCall['tamper'] =>
      (request) => {
        const headers = new Map(request.headers);
        if (value === null) headers.delete('authorization');
        else headers.set('authorization', value);
        return { ...request, headers };
      };
    expect(await both({ tamper: header(null) })).toEqual([
      '403 MissingAuthenticationToken',
      '403 MissingAuthenticationToken',
    ]);
    expect(await ask({ tamper: header('AWS4-HMAC-SHA256 Credential=x') })).toBe('400 IncompleteSignature');
    expect(requests.map(({ accessKeyId }) => accessKeyId)).toEqual([null, null, null]);
  });

  it('may be up to 15 minutes off, and no more', async () => {
    for (const off of [-15 * MINUTE, 15 * MINUTE]) {
      expect(await both({ at: new Date(NOW.getTime() + off) })).toEqual(['200 ok', '200 ok']);
    }
    for (const off of [-15.1 * MINUTE, 15.1 * MINUTE]) {
      const at = new Date(NOW.getTime() + off);
      expect(await both({ at })).toEqual(['400 RequestExpired', '403 SignatureDoesNotMatch']);
    }
  });

  it('needs the token of a temporary key, and that very one', async () => {
    const { sessionToken, ...bare } = SEED_KEYS.session;
    const refused = ['401 AuthFailure', '403 InvalidClientTokenId'];
    expect(await both({ key: bare })).toEqual(refused);
    expect(await both({ key: { ...bare, sessionToken: `${sessionToken}x` } })).toEqual(refused);
    expect(await both({ key: { ...SEED_KEYS.admin, sessionToken: 'any' } })).toEqual(refused);
  });

  it('may use the example key of the guide with or without its token', async () => {
    const { sessionToken = '', ...bare } = SEED_KEYS.guide;
    expect(await ask({ service: 'sts', key: bare })).toBe('200 ok');
    expect(await ask({ service: 'sts', key: { ...bare, sessionToken } })).toBe('200 ok');
  });

  it('is told apart by region: only those that the account can use', async () => {
    expect(await both({ region: 'eu-west-2' })).toEqual(['200 ok', '200 ok']);
    expect(await both({ region: 'mars-north-1' })).toEqual(['401 AuthFailure', '403 SignatureDoesNotMatch']);
    expect(await both({ region: '__proto__' })).toEqual(['401 AuthFailure', '403 SignatureDoesNotMatch']);
  });

  it('never hears a secret back', async () => {
    const secretAccessKey = 'Sup3rS3cret'.padEnd(40, 'x');
    for (const key of [SEED_KEYS.session, { ...SEED_KEYS.session, secretAccessKey }]) {
      const { body: xml } = await service.handle(
        signedRequest({ key, params: { Action: 'Nonsense' }, at: clock }),
      );
      expect(xml).not.toContain(key.secretAccessKey);
      expect(xml).not.toContain(key.sessionToken);
    }
  });
});

describe('a session', () => {
  async function session(DurationSeconds = '900') {
    const params = { Action: 'GetSessionToken', DurationSeconds };
    const signed = signedRequest({ key: SEED_KEYS.minimal, params, service: 'sts', at: clock });
    const { body: xml } = await service.handle(signed);
    return {
      accessKeyId: elementText(xml, 'AccessKeyId') ?? '',
      secretAccessKey: elementText(xml, 'SecretAccessKey') ?? '',
      sessionToken: elementText(xml, 'SessionToken') ?? '',
    };
  }

  it('works for its time, then is expired', async () => {
    const key = await session();
    expect(key.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    const params = { Action: 'DescribeSecurityGroups' };
    clock = new Date(NOW.getTime() + 14 * MINUTE);
    expect(await ask({ key, params })).toBe('200 ok');
    clock = new Date(NOW.getTime() + 15 * MINUTE);
    expect(await ask({ key, params })).toBe('400 RequestExpired');
    expect(await ask({ key, service: 'sts' })).toBe('403 ExpiredToken');
  });

  it('has no more leave than the key it came from', async () => {
    expect(await ask({ key: await session(), params: { Action: 'DescribeVpcs' } })).toBe(
      '403 UnauthorizedOperation',
    );
  });

  it('begets no other session, and lasts 15 minutes to 36 hours', async () => {
    const params = { Action: 'GetSessionToken' };
    expect(await ask({ key: await session(), params, service: 'sts' })).toBe('403 AccessDenied');
    const short = { ...params, DurationSeconds: '899' };
    expect(await ask({ params: short, service: 'sts' })).toBe('400 ValidationError');
  });
});

describe('what a key may do', () => {
  const change = (action: string) => ({
    Action: action,
    GroupId: 'sg-123456',
    'IpPermissions.1.IpProtocol': 'tcp',
    'IpPermissions.1.FromPort': '443',
    'IpPermissions.1.ToPort': '443',
    'IpPermissions.1.IpRanges.1.CidrIp': '192.168.1.100/32',
  });

  it('is, for the minimal policy, its four actions and nothing else', async () => {
    const may = (params: SignedCall['params']) => ask({ key: SEED_KEYS.minimal, params });
    expect(await may({ Action: 'DescribeSecurityGroups' })).toBe('200 ok');
    expect(await may(change('AuthorizeSecurityGroupIngress'))).toBe('200 ok');
    expect(await may(change('RevokeSecurityGroupIngress'))).toBe('200 ok');
    expect(await ask({ key: SEED_KEYS.minimal, service: 'sts' })).toBe('200 ok');
    for (const Action of [
      'DescribeSecurityGroupRules',
      'DescribeVpcs',
      'DescribeRegions',
      'CreateSecurityGroup',
    ]) {
      expect(await may({ Action })).toBe('403 UnauthorizedOperation');
    }
    const tagging = {
      ...change('AuthorizeSecurityGroupIngress'),
      'TagSpecification.1.ResourceType': 'security-group-rule',
    };
    expect(await may(tagging)).toBe('403 UnauthorizedOperation');
  });

  it('is, for read-only, no change, dry run or not', async () => {
    const key = SEED_KEYS.readOnly;
    expect(await ask({ key, params: { Action: 'DescribeSecurityGroupRules' } })).toBe('200 ok');
    const params = change('AuthorizeSecurityGroupIngress');
    expect(await ask({ key, params })).toBe('403 UnauthorizedOperation');
    expect(await ask({ key, params: { ...params, DryRun: 'true' } })).toBe('403 UnauthorizedOperation');
    expect(await ask({ params: { ...params, DryRun: 'true' } })).toBe('412 DryRunOperation');
  });

  it('is told with action, resource and user', async () => {
    const params = change('AuthorizeSecurityGroupIngress');
    const { body: xml } = await service.handle(signedRequest({ key: SEED_KEYS.readOnly, params, at: clock }));
    const message = elementText(xml, 'Message');
    expect(message).toContain('ec2:AuthorizeSecurityGroupIngress');
    expect(message).toContain('arn:aws:ec2:us-east-1:123456789012:security-group/sg-123456');
    expect(message).toContain(SEED_KEYS.readOnly.arn);
  });
});

describe('odd requests', () => {
  it('get AWS codes', async () => {
    expect(await ask({ params: {} })).toBe('400 MissingAction');
    expect(await ask({ params: { Action: 'RunInstances' } })).toBe('400 InvalidAction');
    expect(await ask({ params: { Action: 'constructor' } })).toBe('400 InvalidAction');
    expect(await ask({ service: 's3' })).toBe('400 InvalidAction');
    const tamper: SignedCall['tamper'] = (request) => ({ ...request, body: Buffer.from('a=%zz') });
    expect(await ask({ tamper })).toBe('400 MalformedQueryString');
  });

  it('are recorded with the error they met', async () => {
    await ask({ params: { Action: 'RunInstances', Note: 'x' } });
    await ask({});
    expect(requests.map(({ action, errorCode }) => [action, errorCode])).toEqual([
      ['RunInstances', 'InvalidAction'],
      ['DescribeVpcs', null],
    ]);
    expect(requests[0]?.params.get('Note')).toBe('x');
  });

  it('never break it, whatever they hold', async () => {
    const actions = ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress', 'CreateTags'];
    const more = [
      'DescribeSecurityGroups',
      'DescribeSecurityGroupRules',
      'CreateSecurityGroup',
      'DescribeVpcs',
    ];
    const names = fc.constantFrom(
      ...['GroupId', 'GroupName', 'GroupId.1', 'MaxResults', 'NextToken', 'DryRun', 'CidrIp', 'FromPort'],
      ...[
        'IpPermissions.1.IpProtocol',
        'IpPermissions.1.FromPort',
        'IpPermissions.1.ToPort',
        'Filter.1.Name',
      ],
      ...['IpPermissions.1.IpRanges.1.CidrIp', 'IpPermissions.1.Ipv6Ranges.1.CidrIpv6', 'Filter.1.Value.1'],
      ...[
        'IpPermissions.1.Groups.1.GroupId',
        'SecurityGroupRuleId.1',
        'Tag.1.Key',
        'ResourceId.1',
        'IpPermissions',
      ],
    );
    const texts = fc.oneof(
      fc.constantFrom(
        'sg-123456',
        'tcp',
        '-1',
        '443',
        '10.0.0.0/8',
        '::/0',
        '__proto__',
        'group-id',
        'tag:a',
      ),
      fc.string({ unit: 'binary' }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...actions, ...more),
        fc.dictionary(names, texts, { maxKeys: 8 }),
        async (Action, params) => {
          const signed = signedRequest({ key: SEED_KEYS.admin, params: { ...params, Action }, at: clock });
          const { status } = await service.handle(signed);
          expect(status).toBeLessThan(500);
        },
      ),
      { numRuns: 500 },
    );
  });
});
