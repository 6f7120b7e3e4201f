import { describe, expect, it } from 'vitest';
import { CLIENT_FLAVORS, type ElicitationRequest, type TestHost } from '#test/support/clients/mcp-clients.ts';
import {
  submitCredentials,
  visitPage,
  keyFormValues,
  type VisitedPage,
} from '#test/support/prompt-page/page-visitor.ts';
import { startRawServer } from '#test/support/clients/raw-server.ts';
import { listChanges, expectLink, neverAnswered, setUpPromptMachine, RULE } from './setup.ts';

const REVISION = '2025-11-25';
const LINK = /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/;

const hostThat = (answer: TestHost['answer'] & {}): TestHost => ({ elicitation: { url: {} }, answer });
const says = (action: 'accept' | 'decline' | 'cancel') => hostThat(() => Promise.resolve(action));

/** What was asked, as it has to be. */
const right = (url: string | undefined): ElicitationRequest => ({
  mode: 'url',
  message: expect.stringMatching(/^AWS credentials are required: .*The page of awswhitelist/) as string,
  url: url ?? (expect.stringMatching(LINK) as string),
  elicitationId: expect.stringMatching(/^[\w-]{36}$/) as string,
});

describe.each(CLIENT_FLAVORS.filter(({ revision }) => revision === REVISION))('$name', ({ connect }) => {
  it('opens the page for the person; the same call goes on with what they give there', async () => {
    const { sandbox, place } = await setUpPromptMachine();
    const keys = keyFormValues(sandbox.keys.session, 'us-east-1');
    const host = hostThat(async ({ url = '' }) => {
      // The host accepts as soon as the page is open, whatever comes of it.
      void submitCredentials(url, keys);
      return Promise.resolve('accept');
    });
    const client = await connect({ ...place, host });
    const added = await client.call('whitelist_add', RULE);
    expect(added).toMatchObject({
      isError: false,
      structured: { status: 'added', credential_source: 'the page' },
    });
    expect(client.asked).toEqual([right(undefined)]);
    expect(client.completed).toEqual([client.asked[0]?.elicitationId]);
    // For the next call they are asked again: on a page of its own.
    await client.call('whitelist_check', RULE);
    expect(client.asked).toHaveLength(2);
    expect(client.asked[1]?.url).not.toBe(client.asked[0]?.url);
    expect(new Set(client.completed).size).toBe(2);
  });

  it('declines for the person: the call is stopped, and nothing changed', async () => {
    const { sandbox, place } = await setUpPromptMachine();
    const client = await connect({ ...place, host: says('decline') });
    const answer = await client.call('whitelist_add', RULE);
    expect(answer.report).toMatchObject({ code: 'declined', outcome: 'not_done', retryable: false });
    expect(answer.report?.link).toBeUndefined();
    expect(answer.text).toMatch(/^The person declined; nothing was changed\.\n- Do not ask again unless/);
    expect(client.asked).toHaveLength(1);
    expect(client.completed).toEqual([]);
    expect(sandbox.requests).toEqual([]);
  });

  it('is closed by the person without a word: the answer has the link that was shown', async () => {
    const { sandbox, place } = await setUpPromptMachine();
    const client = await connect({ ...place, host: says('cancel') });
    const link = expectLink(await client.call('whitelist_add', RULE));
    expect(client.asked).toEqual([right(link)]);
    expect(client.completed).toEqual([]);
    await submitCredentials(link, keyFormValues(sandbox.keys.minimal, 'us-east-1'));
    const added = await client.call('whitelist_add', RULE);
    expect(added.structured).toMatchObject({ status: 'added' });
    // What was given already is not asked for.
    expect(client.asked).toHaveLength(1);
  });

  it.each([
    ['does not know the method, though it declared it', { elicitation: { url: {} } }],
    ['fails', hostThat(() => Promise.reject(new Error('no browser here')))],
  ])('%s: the words and the link', async (_, host: TestHost) => {
    const { place } = await setUpPromptMachine();
    const client = await connect({ ...place, host });
    expectLink(await client.call('whitelist_add', RULE));
    expect(client.completed).toEqual([]);
  });

  it('never answers, but the person uses the page: the call goes on', async () => {
    const { sandbox, place } = await setUpPromptMachine();
    const host = hostThat(({ url = '' }) => {
      void submitCredentials(url, keyFormValues(sandbox.keys.minimal, 'us-east-1'));
      return neverAnswered;
    });
    const client = await connect({ ...place, host });
    expect((await client.call('whitelist_add', RULE)).structured).toMatchObject({ status: 'added' });
    expect(client.completed).toEqual([client.asked[0]?.elicitationId]);
  });

  it('lets the person decline on the page: the call is stopped', async () => {
    const { sandbox, place } = await setUpPromptMachine();
    const pages: Promise<VisitedPage>[] = [];
    const host = hostThat(({ url = '' }) => {
      pages.push(visitPage(url).then((page) => page.submit('Decline')));
      return Promise.resolve('accept');
    });
    const client = await connect({ ...place, host });
    expect((await client.call('whitelist_add', RULE)).report).toMatchObject({ code: 'declined' });
    expect((await pages[0])?.heading).toBe('Declined');
    expect(client.completed).toEqual([client.asked[0]?.elicitationId]);
    expect(sandbox.requests).toEqual([]);
  });
});

describe(`a host of ${REVISION}, by its messages`, () => {
  async function waitingServer() {
    const scene = await setUpPromptMachine();
    const server = startRawServer(scene.place.args, { env: scene.place.env });
    await server.initialize(REVISION, { elicitation: { url: {} } });
    const call = { name: 'whitelist_add', arguments: RULE };
    server.send(JSON.stringify({ jsonrpc: '2.0', id: 'call', method: 'tools/call', params: call }));
    const asked = async () => {
      const find = () => server.messages().find((message) => 'method' in message);
      await server.until('what is asked', () => find() !== undefined);
      return find() as unknown as { readonly id: number; readonly params: ElicitationRequest };
    };
    return { ...scene, server, asked: await asked() };
  }

  it('takes its call back: the question is taken back too, and nothing is answered', async () => {
    const { server, sandbox, asked } = await waitingServer();
    server.notify('notifications/cancelled', { requestId: 'call' });
    const taken = () => server.messages().filter(({ id }) => id === undefined);
    await server.until('the end of the question', () => taken().length > 0);
    expect(taken()).toMatchObject([{ method: 'notifications/cancelled', params: { requestId: asked.id } }]);
    // The person who answers all the same has not been waited for: nothing is done.
    await submitCredentials(asked.params.url ?? '', keyFormValues(sandbox.keys.minimal, 'us-east-1'));
    await server.request('ping');
    expect(server.messages().some(({ id }) => id === 'call')).toBe(false);
    expect(listChanges(sandbox)).toEqual([]);
  });

  it('answers after the page was answered: it changes nothing any more', async () => {
    const { server, sandbox, asked } = await waitingServer();
    await submitCredentials(asked.params.url ?? '', keyFormValues(sandbox.keys.minimal, 'us-east-1'));
    const answer = () => server.messages().find(({ id }) => id === 'call');
    const over = () => server.messages().filter(({ id }) => id === undefined);
    await server.until('the end of the question', () => over().length > 1);
    server.send(JSON.stringify({ jsonrpc: '2.0', id: asked.id, result: { action: 'cancel' } }));
    await server.until('the answer', () => answer() !== undefined);
    expect(answer()?.result).toMatchObject({ structuredContent: { status: 'added' } });
    // Told that it is over, and that no answer is waited for.
    expect(over()).toMatchObject([
      {
        method: 'notifications/elicitation/complete',
        params: { elicitationId: asked.params.elicitationId },
      },
      { method: 'notifications/cancelled', params: { requestId: asked.id } },
    ]);
  });

  it('ends the server while a call waits: at once, and the page with it', async () => {
    const { server, asked } = await waitingServer();
    const began = performance.now();
    server.child.kill('SIGTERM');
    const { code, stderr } = await server.ended;
    expect(performance.now() - began).toBeLessThan(25_000);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await expect(visitPage(asked.params.url ?? '')).rejects.toThrow('ECONNREFUSED');
  });

  it('answers with what is no answer: the words and the link', async () => {
    const { server, asked } = await waitingServer();
    server.send(JSON.stringify({ jsonrpc: '2.0', id: asked.id, result: { action: 'perhaps' } }));
    const answer = () => server.messages().find(({ id }) => id === 'call');
    await server.until('the answer', () => answer() !== undefined);
    expect(answer()?.result?.['_meta']).toMatchObject({
      'awswhitelist/error': { code: 'credentials_required', link: asked.params.url },
    });
  });
});
