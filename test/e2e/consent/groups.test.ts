import { expect, it } from 'vitest';
import { describeSampled } from '#test/support/harness/test-size.ts';
import { CLIENT_FLAVORS } from '#test/support/clients/mcp-clients.ts';
import { APPROVED, createFormHost, createHostSaying, setUpConsent } from './setup.ts';

const CALL = {
  targets: ['sg-0123abcd', 'sg-123456', 'web'],
  ip_addresses: ['203.0.113.7', '203.0.113.8'],
  port: 9443,
};

describeSampled(CLIENT_FLAVORS, { every: 2, from: 1 })('$name', ({ connect }) => {
  it('[consent.groups] asks once for a change of three groups, shows all of it, and a yes makes all', async () => {
    const stage = await setUpConsent({ confirm: 'always' });
    const client = await connect({ ...stage.place, host: createHostSaying(APPROVED) });
    const { structured } = await client.call('whitelist_add', CALL);
    expect(structured).toMatchObject({ status: 'added' });
    expect(structured?.['rules']).toHaveLength(6);
    expect(stage.changes()).toHaveLength(3);
    expect(client.asked).toHaveLength(1);
    const [{ message } = { message: '' }] = client.asked;
    for (const shown of ['sg-0123abcd', 'sg-123456', 'named "web"', '203.0.113.7/32', '203.0.113.8/32'])
      expect(message).toContain(shown);
    expect(message.match(/\+ tcp 9443 from/g)).toHaveLength(6);
  });

  it('[consent.groups] and a no makes none', async () => {
    const stage = await setUpConsent({ confirm: 'always' });
    const client = await connect({ ...stage.place, host: createFormHost(() => Promise.resolve('decline')) });
    const { report } = await client.call('whitelist_add', CALL);
    expect(report).toMatchObject({ code: 'declined', outcome: 'not_done' });
    expect(stage.changes()).toEqual([]);
  });

  it('a plan of three groups is made as it was shown, and not otherwise', async () => {
    const stage = await setUpConsent();
    const client = await connect(stage.place);
    const plan = await client.call('whitelist_add', { ...CALL, dry_run: true });
    const token = { plan_token: plan.structured?.['plan_token'] };
    const other = await client.call('whitelist_add', { ...CALL, targets: ['sg-0123abcd', 'web'], ...token });
    expect(other.structured).toMatchObject({ status: 'planned' });
    expect(stage.changes()).toEqual([]);
    expect((await client.call('whitelist_add', { ...CALL, ...token })).structured).toMatchObject({
      status: 'added',
    });
    expect(stage.changes()).toHaveLength(3);
  });
});
