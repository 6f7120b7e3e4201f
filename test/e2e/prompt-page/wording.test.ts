import { describe, expect, it } from 'vitest';
import { describeSampled } from '#test/support/harness/test-size.ts';
import { connectClient, CLIENT_FLAVORS, type TestHost } from '#test/support/clients/mcp-clients.ts';
import { submitCredentials, keyFormValues } from '#test/support/prompt-page/page-visitor.ts';
import { startRawServer } from '#test/support/clients/raw-server.ts';
import { toCredentialsArgument } from '#test/support/sandbox/running-sandbox.ts';
import { listChanges, checkLink, expectLink, setUpPromptMachine, RULE } from './setup.ts';

const ADDED = { status: 'added', region: 'us-east-1', rules: [{ cidr: '192.168.1.100/32', from_port: 443 }] };
const PROFILES =
  '[profile dev]\nsso_session = corp\nregion = us-east-1\n[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/x\n';

/** Hosts that cannot send a person to an address, or do not say so. */
const HOSTS: readonly [string, TestHost | null][] = [
  ['nothing', null],
  ['forms, in the old way', { elicitation: {}, answer: () => Promise.resolve('accept') }],
  ['forms', { elicitation: { form: {} }, answer: () => Promise.resolve('accept') }],
];

describeSampled(CLIENT_FLAVORS, { every: 2 })('$name', ({ connect: connectSpeaker }) => {
  it.each(HOSTS)('declares %s: told in words, and never asked anything', async (_, host) => {
    const { sandbox, place } = await setUpPromptMachine();
    const client = await connectSpeaker({ ...place, ...(host && { host }) });
    const first = await client.call('whitelist_add', RULE);
    expect(first.isError).toBe(true);
    const link = expectLink(first);
    // Nobody has opened the page: the call answers the same, with the same page.
    expect(expectLink(await client.call('whitelist_add', RULE))).toBe(link);
    expect(sandbox.requests).toEqual([]);

    const last = await submitCredentials(link, keyFormValues(sandbox.keys.minimal, 'us-east-1'));
    expect(last.heading).toBe('Thank you');
    expect(listChanges(sandbox)).toEqual([]);
    const added = await client.call('whitelist_add', RULE);
    expect(added.structured).toMatchObject({ ...ADDED, credential_source: 'the page' });

    // Used once, then gone.
    const again = expectLink(await client.call('whitelist_add', RULE));
    expect(again).not.toBe(link);
    expect(client.asked).toEqual([]);
    expect(client.completed).toEqual([]);
  });
});

describe('the words', () => {
  it('tell the ways, safest first, so that an assistant can ask as in the guide', async () => {
    const { place } = await setUpPromptMachine();
    const client = await connectClient(place);
    const { text, report } = await client.call('whitelist_add', RULE);
    const link = expectLink({ text, report });
    expect(text).toBe(
      [
        'AWS credentials are required: none were given, and none were found on this machine.',
        '- Safest: the user can sign in on this machine (`aws sso login` or `aws login`); then repeat the call, with `profile` where it is not the default one.',
        `- Or ask the user to open this page of awswhitelist on their machine, and to choose a profile or enter keys there; nothing of it passes through the chat. Once they have confirmed, repeat this very call: ${link}`,
        '- Or the user names a profile once and for all: credential_profiles in the config file, or AWS_PROFILE in the settings of this server.',
        '- Or ask in the chat, where keys stay readable: "I\'ll need your AWS credentials to proceed. Please provide: AWS Access Key ID, AWS Secret Access Key, AWS Region (e.g., us-east-1); if you can, temporary ones with their Session Token (`aws sts get-session-token`)." Then repeat the call with `credentials`: they are used for it alone and kept nowhere.',
        '(code: credentials_required; outcome: not_done; repeat it only once the user has answered)',
      ].join('\n'),
    );
    expect(report?.missing).toEqual(['access_key_id', 'secret_access_key', 'region']);
  });

  it('name the profiles of the machine, and ask for no region where one is known', async () => {
    const { place } = await setUpPromptMachine({ awsConfig: PROFILES });
    const client = await connectClient(place);
    const { report } = await client.call('whitelist_add', { ...RULE, region: 'eu-west-1' });
    expect(report?.guidance[0]).toBe(
      'Safest: ask the user which profile of this machine to use, and repeat the call with `profile`: dev (IAM Identity Center), ops (role). They may have to sign in on this machine (`aws sso login` or `aws login`) first.',
    );
    expect(report?.guidance.at(-1)).toContain('AWS Access Key ID, AWS Secret Access Key; if you can');
    expect(report?.missing).toEqual(['access_key_id', 'secret_access_key']);
  });
});

describe('raw messages', () => {
  it.each(['whitelist/add', 'whitelist_add'])(
    '%s: the words and the link are in the error',
    async (method) => {
      const { sandbox, place } = await setUpPromptMachine();
      const server = startRawServer(place.args, { env: place.env });
      const first = await server.request(method, RULE);
      expect(first.error).toMatchObject({
        code: -32000,
        message: 'AWS credentials are required: none were given, and none were found on this machine.',
      });
      const data = first.error?.data as Parameters<typeof checkLink>[0];
      const link = checkLink(data, data?.guidance.join('\n') ?? '');
      await submitCredentials(link, keyFormValues(sandbox.keys.minimal, 'us-east-1'));
      expect((await server.request(method, RULE)).result).toMatchObject(ADDED);
      expect((await server.request(method, RULE)).error?.data).toMatchObject({
        code: 'credentials_required',
      });
    },
  );

  it.each(['2024-11-05', '2025-03-26', '2025-06-18'])(
    '%s knows no addresses: nothing is asked, whatever the client declares',
    async (revision) => {
      const { sandbox, place } = await setUpPromptMachine();
      const server = startRawServer(place.args, { env: place.env });
      await server.initialize(revision, { elicitation: { url: {}, form: {} } });
      const { result } = await server.request('tools/call', { name: 'whitelist_add', arguments: RULE });
      expect(result).toMatchObject({
        isError: true,
        _meta: { 'awswhitelist/error': { code: 'credentials_required', link: expect.any(String) as string } },
      });
      const credentials = { ...toCredentialsArgument(sandbox.keys.minimal), region: 'us-east-1' };
      const called = { name: 'whitelist_add', arguments: { ...RULE, credentials } };
      expect((await server.request('tools/call', called)).result).toMatchObject({ structuredContent: ADDED });
      // Nothing but answers came: to the handshake and to the two calls.
      expect(server.messages().map(({ id }) => id)).toEqual([1, 2, 3]);
    },
  );
});
