import { describe, expect, it } from 'vitest';
import { CLIENT_FLAVORS, type TestHost } from '#test/support/clients/mcp-clients.ts';
import { submitCredentials, visitPage, keyFormValues } from '#test/support/prompt-page/page-visitor.ts';
import { startRawServer, type RawServer } from '#test/support/clients/raw-server.ts';
import { ENVELOPE, MODERN } from '#test/support/wire/wire.ts';
import { listChanges, expectLink, setUpPromptMachine, RULE } from './setup.ts';

const hostThat = (answer: TestHost['answer'] & {}): TestHost => ({ elicitation: { url: {} }, answer });
const says = (action: 'decline' | 'cancel') => hostThat(() => Promise.resolve(action));

describe.each(CLIENT_FLAVORS.filter(({ revision }) => revision === MODERN))('$name', ({ connect }) => {
  it('opens the page for the person; the call goes on with what they give there', async () => {
    const { sandbox, place } = await setUpPromptMachine();
    const host = hostThat(({ url = '' }) => {
      // The host repeats the call at once, while the person is still at the page.
      void submitCredentials(url, keyFormValues(sandbox.keys.session, 'us-east-1'));
      return Promise.resolve('accept');
    });
    const client = await connect({ ...place, host });
    const added = await client.call('whitelist_add', RULE);
    expect(added.structured).toMatchObject({ status: 'added', credential_source: 'the page' });
    expect(client.asked).toEqual([
      {
        mode: 'url',
        message: expect.stringMatching(/^AWS credentials are required: /) as string,
        url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/) as string,
      },
    ]);
    await client.call('whitelist_check', RULE);
    expect(client.asked).toHaveLength(2);
  });

  it('declines for the person: the call is stopped, and what they gave is gone', async () => {
    const { sandbox, place } = await setUpPromptMachine();
    const host = hostThat(async ({ url = '' }) => {
      await submitCredentials(url, keyFormValues(sandbox.keys.session, 'us-east-1'));
      return 'decline';
    });
    const client = await connect({ ...place, host });
    expect((await client.call('whitelist_add', RULE)).report).toMatchObject({ code: 'declined' });
    expect((await client.call('whitelist_add', RULE)).report).toMatchObject({ code: 'declined' });
    expect(client.asked).toHaveLength(2);
    expect(listChanges(sandbox)).toEqual([]);
  });

  it('is closed by the person without a word: the answer has the link that was shown', async () => {
    const { place } = await setUpPromptMachine();
    const client = await connect({ ...place, host: says('cancel') });
    const link = expectLink(await client.call('whitelist_add', RULE));
    expect(client.asked).toMatchObject([{ url: link }]);
  });

  it('lets the person decline on the page: the call is stopped', async () => {
    const { sandbox, place } = await setUpPromptMachine();
    const host = hostThat(async ({ url = '' }) => {
      expect((await (await visitPage(url)).submit('Decline')).heading).toBe('Declined');
      return 'accept';
    });
    const client = await connect({ ...place, host });
    expect((await client.call('whitelist_add', RULE)).report).toMatchObject({ code: 'declined' });
    expect(sandbox.requests).toEqual([]);
  });
});

describe(`a host of ${MODERN}, by its messages`, () => {
  const capabilities = { elicitation: { url: {} } };
  const _meta = { ...ENVELOPE, 'io.modelcontextprotocol/clientCapabilities': capabilities };
  const call = (server: RawServer, more: object = {}) =>
    server.request('tools/call', { name: 'whitelist_add', arguments: RULE, _meta, ...more });
  const answered = (action: string) => ({ inputResponses: { page: { action } } });
  const linkOf = (result: unknown) =>
    (result as { inputRequests: { page: { params: { url: string } } } }).inputRequests.page.params.url;

  it('is asked by the result, and repeats the call with what became of it', async () => {
    const { sandbox, place } = await setUpPromptMachine();
    const server = startRawServer(place.args, { env: place.env });
    const first = await call(server);
    expect(first.result).toEqual({
      resultType: 'input_required',
      inputRequests: {
        page: {
          method: 'elicitation/create',
          params: {
            mode: 'url',
            message:
              'AWS credentials are required: none were given, and none were found on this machine. The page of awswhitelist on this machine says what for; nothing that is given there passes through the chat.',
            url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/) as string,
          },
        },
      },
      _meta: expect.anything() as unknown,
    });
    const repeated = call(server, answered('accept'));
    await submitCredentials(linkOf(first.result), keyFormValues(sandbox.keys.minimal, 'us-east-1'));
    expect((await repeated).result).toMatchObject({
      resultType: 'complete',
      structuredContent: { status: 'added' },
    });
  });

  it('repeats the call without a word: it is asked the same again', async () => {
    const { place } = await setUpPromptMachine();
    const server = startRawServer(place.args, { env: place.env });
    const link = linkOf((await call(server)).result);
    for (const more of [{}, answered('perhaps'), { inputResponses: { other: { action: 'accept' } } }])
      expect(linkOf((await call(server, more)).result)).toBe(link);
  });

  it('says that it was accepted, though nothing was asked: the words and the link, at once', async () => {
    const { place } = await setUpPromptMachine();
    const server = startRawServer(place.args, { env: place.env });
    const { result } = await call(server, answered('accept'));
    expect(result).toMatchObject({
      resultType: 'complete',
      isError: true,
      _meta: { 'awswhitelist/error': { code: 'credentials_required' } },
    });
  });

  it.each([[{}], [{ elicitation: {} }], [{ elicitation: { form: {} } }]])(
    'declares %j with the request: the words, and nothing is asked',
    async (declared) => {
      const { place } = await setUpPromptMachine();
      const server = startRawServer(place.args, { env: place.env });
      const meta = { ..._meta, 'io.modelcontextprotocol/clientCapabilities': declared };
      const { result } = await call(server, { _meta: meta });
      expect(result).toMatchObject({ resultType: 'complete', isError: true });
      expect(server.messages()).toHaveLength(1);
    },
  );
});
