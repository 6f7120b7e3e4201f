import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KNOWN_REGIONS } from '#core/identifiers/regions.ts';
import { parseTarget } from './target.ts';

describe('a host name', () => {
  it.each([
    ['staging-db.c9akciq32rgd.us-east-1.rds.amazonaws.com', 'databases', 'us-east-1'],
    ['orders.cluster-c9akciq32rgd.eu-west-1.rds.amazonaws.com', 'databases', 'eu-west-1'],
    ['orders.cluster-ro-c9akciq32rgd.us-gov-west-1.rds.amazonaws.com', 'databases', 'us-gov-west-1'],
    ['orders.c9akciq32rgd.rds.cn-northwest-1.amazonaws.com.cn', 'databases', 'cn-northwest-1'],
    ['orders.c9akciq32rgd.cn-north-1.rds.amazonaws.com.cn', 'databases', 'cn-north-1'],
    ['app.proxy-c9akciq32rgd.us-east-1.rds.amazonaws.com', 'database_proxies', 'us-east-1'],
    ['docs.cluster-c9akciq32rgd.us-east-1.docdb.amazonaws.com', 'databases', 'us-east-1'],
    ['docs.cluster-ro-c9akciq32rgd.docdb.cn-north-1.amazonaws.com.cn', 'databases', 'cn-north-1'],
    ['graph.cluster-c9akciq32rgd.eu-west-1.neptune.amazonaws.com', 'databases', 'eu-west-1'],
    ['graph.cluster-c9akciq32rgd.neptune.cn-northwest-1.amazonaws.com.cn', 'databases', 'cn-northwest-1'],
    ['staging-db.c9akciq32rgd.eusc-de-east-1.rds.amazonaws.eu', 'databases', 'eusc-de-east-1'],
    ['shop-1234567890.eusc-de-east-1.elb.amazonaws.eu', 'load_balancers', 'eusc-de-east-1'],
    ['pages.x3kq9a.cfg.use1.cache.amazonaws.com', 'caches', 'us-east-1'],
    ['sessions-001.x3kq9a.0001.apse2.cache.amazonaws.com', 'caches', 'ap-southeast-2'],
    ['master.sessions.x3kq9a.euc1.cache.amazonaws.com', 'caches', 'eu-central-1'],
    ['carts-x3kq9a.serverless.usgw1.cache.amazonaws.com', 'caches', 'us-gov-west-1'],
    ['a.x3kq9a.0001.cnn1.cache.amazonaws.com.cn', 'caches', 'cn-north-1'],
    ['a.x3kq9a.0001.cnw1.cache.amazonaws.com.cn', 'caches', 'cn-northwest-1'],
    // Three regions of closed partitions share it, and one is of no region that is known.
    ['a.x3kq9a.0001.usie1.cache.amazonaws.com', 'caches', null],
    ['a.x3kq9a.0001.xyz9.cache.amazonaws.com', 'caches', null],
    ['shop-1234567890.us-east-1.elb.amazonaws.com', 'load_balancers', 'us-east-1'],
    ['internal-intranet-1234567890.eu-west-3.elb.amazonaws.com', 'load_balancers', 'eu-west-3'],
    ['edge-50dc6c495c0c9188.elb.us-east-2.amazonaws.com', 'load_balancers', 'us-east-2'],
    ['blogs-1774886889.cn-north-1.elb.amazonaws.com.cn', 'load_balancers', 'cn-north-1'],
    ['ec2-203-0-113-11.compute-1.amazonaws.com', 'instances', 'us-east-1'],
    ['ec2-203-0-113-11.eu-west-1.compute.amazonaws.com', 'instances', 'eu-west-1'],
    ['ec2-203-0-113-11.cn-north-1.compute.amazonaws.com.cn', 'instances', 'cn-north-1'],
    ['ip-10-20-1-11.ec2.internal', 'instances', 'us-east-1'],
    ['ip-10-20-1-11.eu-west-1.compute.internal', 'instances', 'eu-west-1'],
    ['i-0123456789abcdef0.us-west-2.compute.internal', 'instances', 'us-west-2'],
  ])('%s tells whose it is, and where', (text, of, region) => {
    expect(parseTarget(text)).toEqual({ text, kind: 'host', of, host: text, region, account: null });
  });

  const DB = 'staging-db.c9akciq32rgd.us-east-1.rds.amazonaws.com';

  it.each([DB.toUpperCase(), `${DB}.`, `${DB}:5432`, `${DB}.:5432`])('may be written %s', (text) => {
    expect(parseTarget(text)).toMatchObject({ kind: 'host', host: DB, text });
  });

  it('of a load balancer for both families is the one that it is known by', () => {
    const host = 'shop-1234567890.us-east-1.elb.amazonaws.com';
    expect(parseTarget(`dualstack.${host}`)).toMatchObject({ kind: 'host', host });
  });

  it.each([
    'search-logs-abc.us-east-1.es.amazonaws.com',
    'bucket.s3.amazonaws.com',
    'shop.us-east-1.elb.amazonaws.com.evil.amazonaws.com',
    'web.ec2.internal',
    '.compute.internal',
  ])('of something that is not looked up is refused, with what to name instead: %s', (text) => {
    expect(() => parseTarget(text)).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        message: expect.stringMatching(/^Invalid target: got ".*", expected a host name of EC2, RDS/),
        details: { guidance: ['Of anything else, name the security group itself.'] },
      }),
    );
  });

  it.each([`${DB}.example.com`, 'rds.amazonaws.com.example', 'xamazonaws.com'])(
    'that is not of AWS is a plain name: %s',
    (text) => {
      expect(parseTarget(text)).toMatchObject({ kind: 'name', name: text });
    },
  );

  it('has its region in it, whichever that is', () => {
    const label = fc
      .stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/)
      .filter((one) => !one.startsWith('proxy-'));
    fc.assert(
      fc.property(label, label, fc.constantFrom(...KNOWN_REGIONS), (name, middle, region) => {
        const rds = `${name}.${middle}.${region}.rds.amazonaws.com`;
        expect(parseTarget(rds)).toMatchObject({ kind: 'host', of: 'databases', host: rds, region });
        const elb = `${name}.elb.${region}.amazonaws.com`;
        expect(parseTarget(elb)).toMatchObject({ kind: 'host', of: 'load_balancers', region });
      }),
    );
  });
});
