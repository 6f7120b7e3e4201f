import { describe, expect, it } from 'vitest';
import { connectClient, type McpClient } from '#test/support/clients/mcp-clients.ts';
import { submitCredentials, visitPage, keyFormValues } from '#test/support/prompt-page/page-visitor.ts';
import { formatKeySection, formatSection } from '#test/support/credentials/shared-files.ts';
import { listChanges, expectLink, setUpPromptMachine, RULE } from './setup.ts';

const PASTED = /The keys from the page are long-lived/;
const add = (client: McpClient, more: object = {}) => client.call('whitelist_add', { ...RULE, ...more });

/** Of the guide's own address. */
const PRIVATE = '192.168.1.100/32: private; it works through a VPN or peering only.';

describe('what is given on the page', () => {
  it('is a profile of the machine, whose region counts too', async () => {
    const { keys } = (await setUpPromptMachine()).sandbox;
    const { sandbox, place } = await setUpPromptMachine({
      // Of another name than the one that is tried without a word.
      awsCredentials: formatKeySection('dev', keys.minimal) + formatKeySection('ops', keys.readOnly),
      awsConfig: formatSection('profile dev', { region: 'us-east-1' }),
    });
    const client = await connectClient(place);
    const link = expectLink(await add(client));
    const page = await visitPage(link);
    expect(page.choices('use')).toEqual(['profile:dev', 'profile:ops', 'keys']);
    const proof = await page.submit('Continue', { use: 'profile:dev', region: 'us-east-1' });
    expect(proof.heading).toBe('Are these the right ones?');
    expect(proof.words).toContain('arn:aws:iam::123456789012:user/minimal');
    await proof.submit('Use these');
    expect((await add(client)).structured).toMatchObject({
      status: 'added',
      region: 'us-east-1',
      credential_source: 'AWS profile dev (the page)',
      warnings: [PRIVATE],
    });
    expect(sandbox.requests.at(-1)?.accessKeyId).toBe(keys.minimal.accessKeyId);
  });

  it('is keys, and the region where nothing else says it', async () => {
    const { sandbox, place } = await setUpPromptMachine();
    const client = await connectClient(place);
    const link = expectLink(await add(client));
    const page = await visitPage(link);
    expect(page.inputs).toContain('region');
    const typed = keyFormValues(sandbox.keys.minimal);
    const refused = await page.submit('Continue', typed);
    expect(refused.heading).toBe('Which AWS credentials may be used?');
    expect(refused.words).toContain('The region is missing. Example: us-east-1.');
    await submitCredentials(link, { ...typed, region: 'us-east-1' });
    const added = await add(client);
    expect(added.structured).toMatchObject({ region: 'us-east-1' });
    // Long-lived keys carry a word of advice, wherever they come from.
    expect(added.structured?.['warnings']).toEqual([expect.stringMatching(PASTED), PRIVATE]);
    expect(added.text).toMatch(/Warning: The keys from the page are long-lived: use temporary ones/);
    const credentials = { ...typed, region: 'us-east-1' };
    expect((await add(client, { credentials })).text).toMatch(/The keys from the call are long-lived/);
  });

  it('is temporary keys without a warning; a region of the call or the config file stands', async () => {
    const { sandbox, place } = await setUpPromptMachine({
      config: { default_parameters: { region: 'eu-west-1' } },
    });
    const client = await connectClient(place);
    const call = () => client.call('whitelist_list', {});
    await submitCredentials(expectLink(await call()), keyFormValues(sandbox.keys.session));
    expect((await call()).structured).toMatchObject({ region: 'eu-west-1', warnings: [] });
    const named = () => client.call('whitelist_list', { region: 'us-east-1' });
    await submitCredentials(expectLink(await named()), keyFormValues(sandbox.keys.session));
    expect((await named()).structured).toMatchObject({ region: 'us-east-1', warnings: [] });
  });

  it('is wrong at first, which the page says, and right then', async () => {
    const { sandbox, place } = await setUpPromptMachine();
    const client = await connectClient(place);
    const link = expectLink(await add(client));
    const { minimal } = sandbox.keys;
    const wrong = { ...minimal, secretAccessKey: 'x'.repeat(40) };
    const page = await (await visitPage(link)).submit('Continue', keyFormValues(wrong, 'us-east-1'));
    expect(page.words).toMatch(
      /Not accepted Invalid credentials: the secret from the page does not belong to its access key/,
    );
    // The call knows nothing of it yet.
    expect(expectLink(await add(client))).toBe(link);
    const proof = await page.submit('Continue', { secret_access_key: minimal.secretAccessKey });
    await proof.submit('Use these');
    expect((await add(client)).structured).toMatchObject({ status: 'added' });
  });

  it('is refused: the repeated call is stopped, the one after it asks again', async () => {
    const { sandbox, place } = await setUpPromptMachine();
    const client = await connectClient(place);
    const link = expectLink(await add(client));
    expect((await (await visitPage(link)).submit('Decline')).heading).toBe('Declined');
    expect((await add(client)).report).toMatchObject({ code: 'declined', outcome: 'not_done' });
    expect(expectLink(await add(client))).not.toBe(link);
    expect(sandbox.requests).toEqual([]);
  });
});

describe('what was given is good for', () => {
  it('the call that asked, by its tool and arguments, and no other', async () => {
    const { sandbox, place } = await setUpPromptMachine();
    const client = await connectClient(place);
    await submitCredentials(expectLink(await add(client)), keyFormValues(sandbox.keys.minimal, 'us-east-1'));
    expectLink(await add(client, { port: 444 }));
    expectLink(await add(client, { description: 'another' }));
    expectLink(await client.call('whitelist_check', RULE));
    expectLink(await client.call('whitelist_remove', RULE));
    expect(listChanges(sandbox)).toEqual([]);
    // The same, in whatever order it is written.
    const { port, ...rest } = RULE;
    expect((await client.call('whitelist_add', { port, ...rest })).structured).toMatchObject({
      status: 'added',
    });
  });

  it('one call alone, also where that fails', async () => {
    const { sandbox, place } = await setUpPromptMachine();
    const client = await connectClient(place);
    await submitCredentials(expectLink(await add(client)), keyFormValues(sandbox.keys.readOnly, 'us-east-1'));
    expect((await add(client)).report).toMatchObject({ code: 'access_denied' });
    expectLink(await add(client));
  });

  it('this run of the server: after a restart it asks again', async () => {
    const { sandbox, place } = await setUpPromptMachine();
    const client = await connectClient(place);
    const link = expectLink(await add(client));
    await submitCredentials(link, keyFormValues(sandbox.keys.minimal, 'us-east-1'));
    await client.close();
    const next = await connectClient(place);
    expect(expectLink(await add(next))).not.toBe(link);
    await expect(visitPage(link)).rejects.toThrow('ECONNREFUSED');
    expect(listChanges(sandbox)).toEqual([]);
  });
});
