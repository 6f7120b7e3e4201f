import { describe, expect, it } from 'vitest';
import type { SandboxKey } from '#sandbox/index.ts';
import { connectAsHost, guideBlock, hostEntry } from '#test/support/clients/guide-host.ts';
import { submitCredentials, keyFormValues } from '#test/support/prompt-page/page-visitor.ts';
import { toCredentialsArgument, startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';
import { toKeyVariables } from '#test/support/credentials/shared-files.ts';

const SPOKEN = { security_group_id: 'sg-123456', ip_address: '192.168.1.100', port: 443 };
const FILE = 'named-profiles.json';
const [production, development] = (
  guideBlock('named-profiles') as { credential_profiles: { name: string; required_iam_roles: string[] }[] }
).credential_profiles.map(({ required_iam_roles: [role = ''] }) => role);

/** A host with the guide's named profiles, on a machine with these keys, or with none. */
async function hostWith(keyOf: ((keys: Readonly<Record<string, SandboxKey>>) => SandboxKey) | null) {
  const sandbox = await startTestSandbox();
  const { args, ...entry } = hostEntry('host-basic');
  const client = await connectAsHost(
    { ...entry, args: [...args, '-c', FILE] },
    {
      files: [FILE],
      env: {
        AWS_ENDPOINT_URL: sandbox.endpoint,
        AWS_REGION: 'us-east-1',
        ...(keyOf && toKeyVariables(keyOf({ ...sandbox.keys }))),
      },
    },
  );
  return { sandbox, client };
}

const asProduction = {
  status: 'added',
  account: '123456789012',
  credential_source: expect.stringContaining(`role ${production}`) as string,
};

describe('the guide’s named profiles', () => {
  it('production: its role is assumed, and the rule added in its session', async () => {
    const { sandbox, client } = await hostWith((keys) => keys['jo']!);
    const added = await client.call('whitelist_add', { ...SPOKEN, profile: 'production' });
    expect(added.structured).toMatchObject(asProduction);
    const assumed = sandbox.requests.filter(({ action }) => action === 'AssumeRole');
    expect(assumed.map(({ params }) => params.get('RoleArn'))).toEqual([production]);
    const change = sandbox.requests.find(({ action }) => action.startsWith('Authorize'));
    expect(change?.accessKeyId).not.toBe(sandbox.keys.jo.accessKeyId);
    const me = await client.call('whitelist_whoami', { profile: 'production' });
    expect(me.structured?.['arn']).toMatch(/^arn:aws:sts::123456789012:assumed-role\/SecurityAdmin\//);
  });

  it('production, with keys in the chat: the role is assumed with them', async () => {
    const { sandbox, client } = await hostWith(null);
    const credentials = toCredentialsArgument(sandbox.keys.jo);
    const call = { ...SPOKEN, profile: 'production', credentials };
    expect((await client.call('whitelist_add', call)).structured).toMatchObject(asProduction);
  });

  it('production, with keys on the page: the same', async () => {
    const { sandbox, client } = await hostWith(null);
    const call = { ...SPOKEN, profile: 'production' };
    const { report } = await client.call('whitelist_add', call);
    expect(report).toMatchObject({
      code: 'credentials_required',
      missing: ['access_key_id', 'secret_access_key'],
    });
    const last = await submitCredentials(report?.link ?? '', keyFormValues(sandbox.keys.jo));
    expect(last.heading).toBe('Thank you');
    expect((await client.call('whitelist_add', call)).structured).toMatchObject(asProduction);
  });

  it('development: its role is another account’s, which lets nobody in: Access Denied', async () => {
    const { sandbox, client } = await hostWith((keys) => keys['jo']!);
    const { text, report } = await client.call('whitelist_add', { ...SPOKEN, profile: 'development' });
    expect(report).toMatchObject({ code: 'access_denied', outcome: 'not_done' });
    expect(text).toMatch(/^Access Denied: credential_profiles "development" requires a session of /);
    expect(text).toContain(development);
    expect(text).toContain('arn:aws:iam::123456789012:user/jo');
    expect(sandbox.requests.map(({ action }) => action)).toEqual(['GetCallerIdentity', 'AssumeRole']);
  });

  it('keys that may assume no role: Access Denied, with the policy to ask for', async () => {
    const { sandbox, client } = await hostWith((keys) => keys['minimal']!);
    const { text } = await client.call('whitelist_add', { ...SPOKEN, profile: 'production' });
    expect(text).toMatch(/^Access Denied: [^]*`awswhitelist policy --for roles`/);
    expect(sandbox.requests.map(({ action }) => action)).not.toContain('AuthorizeSecurityGroupIngress');
  });

  it.each(['whitelist_add', 'whitelist_remove', 'whitelist_check', 'whitelist_list'])(
    '%s without a profile’s name is no way round them',
    async (tool) => {
      const { sandbox, client } = await hostWith((keys) => keys['admin']!);
      const args = tool === 'whitelist_list' ? { security_group_id: 'sg-123456' } : SPOKEN;
      const { text, report } = await client.call(tool, args);
      expect(report).toMatchObject({ code: 'access_denied' });
      expect(text).toMatch(/credential_profiles "production", "development" requires a session of/);
      expect(text).toMatch(/- Name the profile that is meant/);
      expect(sandbox.requests.map(({ action }) => action)).toEqual(['GetCallerIdentity']);
    },
  );
});
