import { describe, expect, it } from 'vitest';
import { itSampled } from '#test/support/harness/test-size.ts';
import { listSandboxKeys } from '#sandbox/public-identities.ts';
import {
  connectClient,
  CLIENT_FLAVORS,
  type TestHost,
  type McpClient,
} from '#test/support/clients/mcp-clients.ts';
import { submitCredentials, visitPage, keyFormValues } from '#test/support/prompt-page/page-visitor.ts';
import { formatKeySection, formatSection } from '#test/support/credentials/shared-files.ts';
import { expectLink, setUpPromptMachine, RULE, type PromptSetupOptions } from './setup.ts';

const ROLE = 'arn:aws:iam::123456789012:role/Guarded';
const DEVICE = 'arn:aws:iam::123456789012:mfa/jo';
const guarded = { name: 'default', role_arn: ROLE, mfa_serial: DEVICE };
const { jo: JO } = listSandboxKeys();

const withProfile: PromptSetupOptions = {
  awsCredentials: formatKeySection('jo', JO),
  config: {
    default_parameters: { region: 'us-east-1' },
    credential_profiles: [{ ...guarded, aws_profile_name: 'jo' }],
  },
};
const withoutProfile: PromptSetupOptions = {
  config: { default_parameters: { region: 'us-east-1' }, credential_profiles: [guarded] },
};

const add = (client: McpClient, more: object = {}) => client.call('whitelist_add', { ...RULE, ...more });
const source = expect.stringMatching(/^role arn:aws:iam::123456789012:role\/Guarded \(by /) as string;

describe('a code of an MFA device', () => {
  it('is asked for once on the page, and the session that it opens serves the next calls', async () => {
    const { place, sandbox } = await setUpPromptMachine(withProfile);
    const client = await connectClient(place);
    const first = await add(client);
    const link = expectLink(first, 'mfa_required');
    expect(first.text).toBe(
      [
        `An MFA code is required: role ${ROLE} is opened with one.`,
        `- Ask the user to open this page of awswhitelist on their machine, and to enter the code that their device ${DEVICE} shows. Once they have, repeat this very call: ${link}`,
        '- Do not ask for the code in the chat: no argument takes it. The session that it opens serves later calls too.',
        '(code: mfa_required; outcome: not_done; repeat it only once the user has answered)',
      ].join('\n'),
    );
    expect(first.report?.missing).toBeUndefined();
    const page = await visitPage(link);
    expect(page.heading).toBe('Enter a one-time code');
    expect(page.words).toContain(DEVICE);
    const wrong = await page.submit('Continue', { code: '000000' });
    expect(wrong.words).toMatch(/Not accepted .*does not accept the MFA code/);
    const right = await wrong.submit('Continue', { code: '123456' });
    expect(right.heading).toBe('The code was right');
    const added = await add(client);
    expect(added.structured).toMatchObject({ status: 'added', credential_source: source });
    // Another call for the same group: the session is open, and lists and checks share it.
    expect((await add(client, { port: 22 })).structured).toMatchObject({ status: 'added' });
    expect((await client.call('whitelist_check', RULE)).structured).toMatchObject({ allowed: true });
    const rolesOpened = () => sandbox.requests.filter(({ action }) => action === 'AssumeRole').length;
    expect(rolesOpened()).toBe(1);
    // For another group the role's session may do nothing: another one is opened, with the same code's session.
    const elsewhere = await add(client, { security_group_id: 'sg-0123abcd' });
    expect(elsewhere.structured).toMatchObject({ status: 'added' });
    expect(rolesOpened()).toBe(2);
    await client.close();
    expect(client.stderr()).toBe('');
  });

  it('is declined: the call is stopped', async () => {
    const { place } = await setUpPromptMachine(withProfile);
    const client = await connectClient(place);
    const link = expectLink(await add(client), 'mfa_required');
    await (await visitPage(link)).submit('Decline');
    expect((await add(client)).report).toMatchObject({ code: 'declined' });
    expectLink(await add(client), 'mfa_required');
  });

  it('comes after the keys where those are missing too: each on a page, none asked for twice', async () => {
    const { place } = await setUpPromptMachine(withoutProfile);
    const client = await connectClient(place);
    await submitCredentials(expectLink(await add(client)), keyFormValues(JO));
    const link = expectLink(await add(client), 'mfa_required');
    // Repeated too early: the keys are not forgotten over it.
    expect(expectLink(await add(client), 'mfa_required')).toBe(link);
    expect((await (await visitPage(link)).submit('Continue', { code: '123456' })).heading).toBe(
      'The code was right',
    );
    expect((await add(client)).structured).toMatchObject({ status: 'added', credential_source: source });
    // Both were for that call; the keys are asked for again, and the session is open still.
    await submitCredentials(expectLink(await add(client)), keyFormValues(JO));
    expect((await add(client)).structured).toMatchObject({ status: 'already_present' });
  });

  itSampled(CLIENT_FLAVORS, { every: 2 })(
    'is asked for within the call where the host opens addresses: $name',
    async (speaker) => {
      const { place } = await setUpPromptMachine(withoutProfile);
      const host: TestHost = {
        elicitation: { url: {} },
        async answer({ url = '', message }) {
          const page = await visitPage(url);
          void (message.startsWith('An MFA code')
            ? page.submit('Continue', { code: '123456' })
            : page.submit('Continue', keyFormValues(JO)).then((proof) => proof.submit('Use these')));
          return 'accept';
        },
      };
      const client = await speaker.connect({ ...place, host });
      const added = await add(client);
      expect(added.structured).toMatchObject({ status: 'added', credential_source: source });
      expect(client.asked.map(({ message }) => message)).toEqual([
        expect.stringMatching(/^AWS credentials are required: /),
        `An MFA code is required: role ${ROLE} is opened with one. The page of awswhitelist on this machine says what for; nothing that is given there passes through the chat.`,
      ]);
      // The next call for the group needs keys, and no code.
      expect((await client.call('whitelist_check', RULE)).structured).toMatchObject({ allowed: true });
      expect(client.asked).toHaveLength(3);
    },
  );

  it('is not asked for together with a profile that needs one: the page says how', async () => {
    const { place } = await setUpPromptMachine({
      awsCredentials: formatKeySection('jo', JO),
      awsConfig: formatSection('profile ops', { role_arn: ROLE, source_profile: 'jo', mfa_serial: DEVICE }),
    });
    const client = await connectClient(place);
    const region = 'us-east-1';
    const page = await visitPage(expectLink(await add(client)));
    const again = await page.submit('Continue', { use: 'profile:ops', region });
    expect(again.words).toMatch(
      /Not accepted This profile needs a code of its MFA device\. Name it in the chat/,
    );
    const link = expectLink(await add(client, { profile: 'ops', region }), 'mfa_required');
    // Both wait on one page, each with a form of its own.
    const both = await visitPage(link);
    expect(both.heading).toBe('Your answer is needed');
    await both.submit('Continue', { code: '123456' });
    expect((await add(client, { profile: 'ops', region })).structured).toMatchObject({ status: 'added' });
  });

  it('is an argument of no tool', async () => {
    const client = await connectClient();
    for (const { name, inputSchema } of await client.listTools()) {
      expect(JSON.stringify(inputSchema), name).not.toMatch(/mfa|code|token_?code|otp/i);
      const { report } = await client.call(name, { ...RULE, mfa_code: '123456' });
      expect(report, name).toMatchObject({ code: 'invalid_input' });
    }
  });
});
