import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SEED_KEYS } from '#sandbox/auth/keys.ts';
import { MFA_DEVICES } from '#sandbox/auth/mfa.ts';
import { SEED_ROLES } from '#sandbox/auth/roles.ts';
import { elementText, createServiceHarness } from '#test/support/sandbox/service-harness.ts';
import { WEB_IDENTITY_TOKEN } from './web-identity.ts';

const NAMES = [
  ...['RoleArn', 'RoleSessionName', 'Policy', 'DurationSeconds', 'ExternalId', 'SerialNumber'],
  ...['TokenCode', 'SourceIdentity', 'WebIdentityToken', 'UserName', 'Marker', 'MaxItems'],
];
const ACTIONS = [
  ['AssumeRole', 'sts'],
  ['AssumeRoleWithWebIdentity', 'sts'],
  ['GetSessionToken', 'sts'],
  ['ListAccessKeys', 'iam'],
] as const;

const texts = fc.oneof(
  fc.constantFrom(
    ...Object.values(SEED_ROLES).map(({ arn }) => arn),
    ...['jo', '__proto__', '123456', '900', '3600', '43200', '-1', '1e3', MFA_DEVICES.jo, WEB_IDENTITY_TOKEN],
    '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
  ),
  fc.string({ unit: 'binary' }),
);

it('are answered as AWS would, and no session comes of a refusal', async () => {
  const harness = await createServiceHarness();
  const keys = fc.constantFrom(...Object.values(SEED_KEYS), null);
  const params = fc.dictionary(fc.constantFrom(...NAMES), texts, { maxKeys: 8 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...ACTIONS), keys, params, async ([Action, service], key, given) => {
      const before = (await harness.state()).keys.length;
      const { outcome, xml } = await harness.call(key, { ...given, Action }, service);
      expect(outcome).toMatch(/^(?:200 ok|4\d\d \w+)$/);
      const opened = elementText(xml, 'SessionToken') !== null;
      expect((await harness.state()).keys.length - before).toBe(opened ? 1 : 0);
      if (opened) expect(outcome).toBe('200 ok');
    }),
    { numRuns: 500 },
  );
});
