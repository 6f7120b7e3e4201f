import { describe, expect, it } from 'vitest';
import { describeSampled } from '#test/support/harness/test-size.ts';
import { CLIENT_FLAVORS } from '#test/support/clients/mcp-clients.ts';
import { freshEnvironment } from '#test/support/program/program.ts';
import { startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';
import { startFakeAws } from '#test/support/fake-aws/fake-aws.ts';

/** A promise and the functions that settle and tell it. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describeSampled(CLIENT_FLAVORS, { every: 2 })('$name', ({ connect }) => {
  it('is answered while AWS lets another call hang', async () => {
    const [arrived, released] = [gate(), gate()];
    const sandbox = await startTestSandbox({
      onRequest: ({ action }) => {
        if (action !== 'AuthorizeSecurityGroupIngress') return;
        arrived.open();
        return released.opened;
      },
    });
    const client = await connect({ env: freshEnvironment(sandbox.environment()) });
    const rule = { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7', port: 443 };
    const order: string[] = [];
    const slow = client.call('whitelist_add', rule).finally(() => order.push('slow'));
    await arrived.opened;
    const quick = await client.call('whitelist_check', rule).finally(() => order.push('quick'));
    expect(quick.structured).toMatchObject({ allowed: false });
    released.open();
    expect((await slow).structured).toMatchObject({ status: 'added' });
    expect(order).toEqual(['quick', 'slow']);
  });

  it('gives a call up, and the server tells so and serves on', async () => {
    const arrived = gate();
    const never = new Promise<void>(() => {});
    const sandbox = await startTestSandbox({
      onRequest: ({ action }) => {
        if (action !== 'AuthorizeSecurityGroupIngress') return;
        arrived.open();
        return never;
      },
    });
    const env = freshEnvironment({ ...sandbox.environment(), AWS_WHITELIST_LOG_LEVEL: 'INFO' });
    const client = await connect({ env });
    const rule = { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7', port: 443 };
    const stop = new AbortController();
    const slow = client.call('whitelist_add', rule, stop.signal);
    await arrived.opened;
    stop.abort();
    await expect(slow).rejects.toThrow();
    expect((await client.call('whitelist_check', rule)).structured).toMatchObject({ allowed: false });
    await expect.poll(() => client.stderr()).toMatch(/ INFO whitelist_add answered outcome=cancelled/);
  });
});

describe('an endpoint that never answers', () => {
  it('ends a call after 30 seconds, with the outcome unknown', async () => {
    const standIn = await startFakeAws(() => null);
    const { connect } = CLIENT_FLAVORS[3]!;
    const client = await connect({
      env: freshEnvironment({
        AWS_ENDPOINT_URL: standIn.endpoint,
        AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
        AWS_REGION: 'us-east-1',
      }),
    });
    const began = performance.now();
    const rule = { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7', port: 443 };
    const [changed, read] = await Promise.all([
      client.call('whitelist_add', rule),
      client.call('whitelist_list', { security_group_id: 'sg-0123abcd' }),
    ]);
    const seconds = (performance.now() - began) / 1000;
    expect(seconds).toBeGreaterThan(25);
    expect(seconds).toBeLessThan(40);
    expect(changed).toMatchObject({ isError: true, report: { code: 'timeout', outcome: 'unknown' } });
    expect(changed.text).toMatch(
      /^The time limit of the call ran out during ec2:AuthorizeSecurityGroupIngress/,
    );
    expect(changed.text).toMatch(/list sg-0123abcd in us-east-1 to see/);
    expect(read).toMatchObject({ isError: true, report: { code: 'timeout', outcome: 'not_done' } });
    await standIn.close();
  });
});
