import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WhitelistError } from '#core/errors/errors.ts';
import { parseTarget } from './target.ts';

const PLAIN = { region: null, account: null };
const ACCOUNT = '123456789012';
const SG = 'sg-0123456789abcdef0';

function refusal(value: unknown, field?: string): WhitelistError {
  try {
    parseTarget(value, field);
  } catch (error) {
    if (error instanceof WhitelistError) return error;
  }
  throw new Error(`not refused: ${String(value)}`);
}

describe('a target', () => {
  it.each([
    [SG, { kind: 'id', of: 'security_group', id: SG }],
    [`  ${SG}\n`, { kind: 'id', of: 'security_group', id: SG }],
    ['sg-1', { kind: 'id', of: 'security_group', id: 'sg-1' }],
    ['i-0123456789abcdef0', { kind: 'id', of: 'instance', id: 'i-0123456789abcdef0' }],
    ['i-0123abcd', { kind: 'id', of: 'instance', id: 'i-0123abcd' }],
    ['eni-0123abcd', { kind: 'id', of: 'network_interface', id: 'eni-0123abcd' }],
    ['Name=web', { kind: 'tag', key: 'Name', value: 'web' }],
    ['tag:see=https://example.com', { kind: 'tag', key: 'see', value: 'https://example.com' }],
    ['tag:Name=web', { kind: 'tag', key: 'Name', value: 'web' }],
    ['Name=a=b', { kind: 'tag', key: 'Name', value: 'a=b' }],
    ['tag:env=staging', { kind: 'tag', key: 'env', value: 'staging' }],
    [
      'tag:aws:cloudformation:stack-name=a b',
      { kind: 'tag', key: 'aws:cloudformation:stack-name', value: 'a b' },
    ],
  ])('%j is what it says', (text, expected) => {
    expect(parseTarget(text)).toEqual({ ...PLAIN, text: text.trim(), ...expected });
  });

  it.each([
    'web-1',
    'i-bed',
    'i-love-cats',
    'eni-cleaner',
    'I-0123ABCD',
    'name=web',
    'env=staging',
    'tags',
    'www.example.com',
    'an amazonaws.com thing',
    'arn',
    'Büro Köln 🏢',
    '10.20.1.11',
    'a'.repeat(512),
  ])('%j is a plain name', (text) => {
    expect(parseTarget(text)).toEqual({ ...PLAIN, text, kind: 'name', name: text });
  });

  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    [7, '7'],
    [[], 'a list'],
    ['', '""'],
    ['  ', '"  "'],
    ['sg-', '"sg-"'],
    ['sg-XYZ', '"sg-XYZ"'],
    ['sg-0a sg-0b', '"sg-0a sg-0b"'],
    ['tag:', '"tag:"'],
    ['tag:env', '"tag:env"'],
    ['tag:=x', '"tag:=x"'],
    ['Name=', '"Name="'],
    ['web\u0007', '"web\\u{7}"'],
    ['a'.repeat(513), '"[masked]"'],
    ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '"[masked]"'],
    ['Name=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '"[masked]"'],
  ])('%j is refused, with an example', (value, shown) => {
    const { code, message } = refusal(value, 'where');
    expect(code).toBe('invalid_input');
    expect(message).toContain(`Invalid where: got ${shown}, expected `);
    expect(message).toContain('Example: ');
  });

  it('says how a tag is written, and how long a name may be', () => {
    expect(refusal('tag:env').details.guidance).toEqual([
      'A tag is written "tag:KEY=VALUE", or "Name=VALUE".',
    ]);
    expect(refusal('a'.repeat(513)).details.guidance).toEqual(['It may have 512 characters at most.']);
  });

  it.each([
    'postgres://jo:hunter2@staging-db.c9akciq32rgd.us-east-1.rds.amazonaws.com:5432/app',
    'redis://:hunter2@10.0.0.5',
    'jo:hunter2@db.c9akciq32rgd.us-east-1.redshift.amazonaws.com',
  ])('a password before the host is not repeated: %s', (text) => {
    const { message, details } = refusal(text);
    expect(message).toContain('Invalid target: got "');
    expect(message + JSON.stringify(details.guidance)).not.toContain('hunter2');
  });

  it('is by default called so in refusals', () => {
    expect(refusal('').message).toMatch(/^Invalid target: /);
    expect(refusal('sg-x').message).toMatch(/^Invalid target: /);
  });
});

describe('any text', () => {
  const piece = fc.constantFrom(
    'sg-',
    'i-',
    'eni-',
    'tag:',
    'Name=',
    'arn:aws:',
    'rds',
    ':',
    '.amazonaws.com',
    'us-east-1',
    '0a',
    '@',
  );
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(piece).map((parts) => parts.join('')),
  );

  it('is read, or refused as bad input; never anything else', () => {
    fc.assert(
      fc.property(text, (value) => {
        try {
          expect(parseTarget(value).text).toBe(value.trim());
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid_input' });
        }
      }),
    );
  });

  it('with blanks around it is the same', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(' ', '\t', '\n'), (value, blank) => {
        const read = (given: string) => {
          try {
            return parseTarget(given);
          } catch {
            return null;
          }
        };
        expect(read(`${blank}${value}${blank}`)).toEqual(read(value));
      }),
    );
  });

  it('as a tag comes back whole', () => {
    const key = fc.string({ minLength: 1 }).filter((one) => /^[^=\p{Cc}\s]+$/u.test(one));
    const value = fc
      .string({ minLength: 1 })
      .filter((one) => /^[^\p{Cc}\s]+$/u.test(one) && !one.includes('://'));
    fc.assert(
      fc.property(key, value, (k, v) => {
        expect(parseTarget(`tag:${k}=${v}`)).toMatchObject({ kind: 'tag', key: k, value: v });
      }),
    );
  });
});

describe('an ARN', () => {
  const arn = (service: string, resource: string, region = 'eu-west-1', partition = 'aws') =>
    `arn:${partition}:${service}:${region}:${ACCOUNT}:${resource}`;

  it.each([
    ['ec2', `security-group/${SG}`, 'security_group', SG],
    ['ec2', 'instance/i-0123abcd', 'instance', 'i-0123abcd'],
    ['ec2', 'network-interface/eni-0123abcd', 'network_interface', 'eni-0123abcd'],
    ['rds', 'db:staging-db', 'database', 'staging-db'],
    ['rds', 'cluster:orders', 'database_cluster', 'orders'],
    ['elasticache', 'cluster:pages', 'cache', 'pages'],
    ['elasticache', 'replicationgroup:sessions', 'replication_group', 'sessions'],
    ['elasticache', 'serverlesscache:carts', 'serverless_cache', 'carts'],
    ['elasticloadbalancing', 'loadbalancer/app/shop/50dc6c495c0c9188', 'load_balancer', 'shop'],
    ['elasticloadbalancing', 'loadbalancer/net/edge/50dc6c495c0c9188', 'load_balancer', 'edge'],
    ['lambda', 'function:nightly-report', 'function', 'nightly-report'],
    ['lambda', 'function:nightly-report:7', 'function', 'nightly-report'],
    ['lambda', 'function:nightly-report:$LATEST', 'function', 'nightly-report'],
  ])('of %s %s tells what it is of, where and whose', (service, resource, of, id) => {
    const text = arn(service, resource);
    expect(parseTarget(text)).toEqual({ text, kind: 'arn', of, id, region: 'eu-west-1', account: ACCOUNT });
  });

  it('may be of another partition', () => {
    expect(parseTarget(arn('rds', 'db:a', 'cn-north-1', 'aws-cn'))).toMatchObject({ region: 'cn-north-1' });
  });

  it.each([
    'arn:',
    'arn:aws:s3:::bucket',
    arn('dynamodb', 'table/orders'),
    arn('redshift', 'cluster:reports'),
    arn('elasticloadbalancing', 'loadbalancer/classic'),
    arn('ec2', 'instance/web-1'),
    `arn:aws:rds:us-east-1:1234:db:a`,
    `${arn('rds', 'db:a')}\u200b`,
  ])('that is of nothing that is looked up is refused with what is: %s', (text) => {
    const { code, message, details } = refusal(text, 'where');
    expect(code).toBe('invalid_input');
    expect(message).toMatch(
      /^Invalid where: .*ec2 instance.*rds db.*elasticache.*loadbalancer.*lambda function/,
    );
    expect(details.guidance).toEqual(['Of anything else, name the security group itself.']);
  });

  it('without a region is refused for that', () => {
    expect(refusal(arn('rds', 'db:a', '')).message).toMatch(/^Invalid region in target: got ""/);
  });
});
