import { expect, it } from 'vitest';
import {
  createMoveHarness,
  NEW_ADDRESS,
  OFFICE_GROUP,
  OLD_ADDRESS,
} from '#test/support/harness/move-harness.ts';

/** A move beside which somebody else acts, once, as the first request of an action arrives. */
async function beside(action: string, key: 'minimal' | 'admin' = 'minimal') {
  let act: (() => Promise<unknown>) | null = null;
  const bench = await createMoveHarness(key, {
    sandbox: {
      async onRequest(request) {
        const now = act;
        if (request.action !== action || !now) return;
        act = null;
        await now();
      },
    },
  });
  return {
    ...bench,
    meanwhile: (what: () => Promise<unknown>) => (act = what),
  };
}

const JO = `${OFFICE_GROUP} tcp 443 ${NEW_ADDRESS}/32 "[awswhitelist:1 jo]"`;

it('keeps the rule of whoever joins while the new one is added', async () => {
  const {
    grantAccess: given,
    move,
    readRules: rules,
    meanwhile,
  } = await beside('AuthorizeSecurityGroupIngress');
  await given('jo', OLD_ADDRESS);
  meanwhile(() => given('ann', OLD_ADDRESS));
  // Taking one's share off is not allowed; before, the rule would have gone.
  expect(await move()).toMatchObject({
    status: 'partial',
    rules: [{ state: 'not_done' }, { state: 'added' }],
  });
  expect(await rules()).toEqual([JO, `${OFFICE_GROUP} tcp 443 ${OLD_ADDRESS}/32 "[awswhitelist:1 jo; ann]"`]);
});

it('joins whoever adds the new rule at the same time', async () => {
  const {
    grantAccess: given,
    move,
    readRules: rules,
    meanwhile,
  } = await beside('AuthorizeSecurityGroupIngress', 'admin');
  await given('jo', OLD_ADDRESS);
  await given('ann', OLD_ADDRESS);
  meanwhile(() => given('bob', NEW_ADDRESS));
  expect(await move()).toMatchObject({ status: 'moved' });
  expect(await rules()).toEqual([
    `${OFFICE_GROUP} tcp 443 ${NEW_ADDRESS}/32 "[awswhitelist:1 bob; jo]"`,
    `${OFFICE_GROUP} tcp 443 ${OLD_ADDRESS}/32 "[awswhitelist:1 ann]"`,
  ]);
});

it('finds the old rule gone, and tells no removal of its own', async () => {
  const {
    grantAccess: given,
    move,
    readRules: rules,
    meanwhile,
    call,
  } = await beside('RevokeSecurityGroupIngress');
  await given('jo', OLD_ADDRESS);
  meanwhile(() =>
    call('whitelist_remove', { security_group_id: OFFICE_GROUP, ip_address: OLD_ADDRESS, holder: 'jo' }),
  );
  const result = await move();
  expect(result).toMatchObject({
    status: 'moved',
    undo: [{ tool: 'whitelist_undo', arguments: { action: 'remove' } }],
  });
  expect(await rules()).toEqual([JO]);
});

it('takes nothing for longer than was judged: a share that is extended meanwhile stays', async () => {
  const {
    grantAccess: given,
    move,
    fail,
    readRules: rules,
    meanwhile,
  } = await beside('AuthorizeSecurityGroupIngress');
  await given('jo', OLD_ADDRESS, { expires_in: '2h' });
  meanwhile(() => given('jo', OLD_ADDRESS, { expires_in: '9h' }));
  const result = await move();
  expect(result).toMatchObject({ status: 'partial', failures: [{ code: 'aws_error', retryable: true }] });
  expect((await rules()).filter((rule) => rule.includes(OLD_ADDRESS))).toHaveLength(1);
  // The new share would have to be made longer now, which takes a gap where notes may not be written.
  const report = await fail('whitelist_move', { holder: 'jo', ip_address: NEW_ADDRESS });
  expect(report).toMatchObject({ code: 'access_denied', outcome: 'not_done' });
  expect(await move({ allow_gap: true })).toMatchObject({ status: 'moved' });
  expect((await rules()).join()).not.toContain(OLD_ADDRESS);
});

it('of the same move twice at once, both end well', async () => {
  const { grantAccess: given, move, readRules: rules } = await createMoveHarness();
  await given('jo', OLD_ADDRESS);
  await given('jo', OLD_ADDRESS, { port: 22 });
  const results = await Promise.all([move(), move()]);
  for (const { status } of results) expect(['moved', 'not_found']).toContain(status);
  expect(await rules()).toEqual([JO.replace('443', '22'), JO]);
});
