import { describe, expect, it, onTestFinished } from 'vitest';
import { WhitelistError } from '#core/errors/errors.ts';
import { startToolHarness } from '#test/support/harness/tool-harness.ts';
import { filterChanges } from '#test/support/sandbox/sent-changes.ts';

const ADD = { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7', port: 443 };

/** Files of which each limits something, in words that this program does not keep. */
const FILES: readonly string[] = [
  '{"security_setting":{"read_only":true}}',
  '{"securitySettings":{"read_only":true}}',
  '{"security_settings ":{"read_only":true}}',
  '{"security_setings":{"read_only":true}}',
  '{"read_only":true}',
  '{"security_settings":{"read_only":true},"security_settings":{"confirm":"risky"}}',
  '{"security_settings":{"read_only":true,"read_only":false}}',
  '{"security_settings":{"allow_roots":false}}',
  '{"credential_profiles":[{"name":"default","required_iam_role":["arn:aws:iam::123456789012:role/SecurityAdmin"]}]}',
  '{"grants":{"default_expire_in":"1h"}}',
];

describe('a limit that was written holds, however it is spelt', () => {
  it.each(FILES)('%s', async (configText) => {
    const one = await startToolHarness({ configText, key: ({ keys }) => keys.root });
    onTestFinished(() => one.close());
    await expect(one.call('whitelist_add', ADD)).rejects.toMatchObject({ code: 'config_error' });
    expect(filterChanges(one.sandbox.requests)).toEqual([]);
    // Reading goes on and says why, but through an entry that is not understood.
    const list = one.call('whitelist_list', { security_group_id: ADD.security_group_id });
    if (configText.includes('required_iam_role')) await expect(list).rejects.toThrow(WhitelistError);
    else
      expect((await list)['warnings']).toContainEqual(expect.stringMatching(/^Config file .*line 1, column/));
  });
});

const ROLE = 'arn:aws:iam::123456789012:role/SecurityAdmin';

describe('keys that come in a call obey what the file requires', () => {
  it.each<[string, object[], object]>([
    ['without a name', [{ name: 'default', required_iam_roles: [ROLE] }], {}],
    [
      'with an entry that requires nothing',
      [{ name: 'default', required_iam_roles: [ROLE] }, { name: 'free' }],
      { profile: 'free' },
    ],
    [
      'with a name that is nowhere',
      [{ name: 'default', required_iam_roles: [ROLE] }, { name: 'free' }],
      { profile: 'nowhere' },
    ],
    [
      'with an entry that requires nothing, beside one that does',
      [{ name: 'production', required_iam_roles: [ROLE] }, { name: 'free' }],
      { profile: 'free' },
    ],
  ])('%s', async (_, credential_profiles, more) => {
    const one = await startToolHarness({ config: { credential_profiles } });
    onTestFinished(() => one.close());
    // These may not assume the role.
    const { accessKeyId, secretAccessKey } = one.sandbox.keys.readOnly;
    const credentials = { access_key_id: accessKeyId, secret_access_key: secretAccessKey };
    await expect(one.call('whitelist_list', { credentials, ...more })).rejects.toMatchObject({
      code: 'access_denied',
      message: expect.stringContaining('SecurityAdmin') as unknown,
    });
  });
});
