import { describe, expect, it } from 'vitest';
import { SPEAKERS, type Asked, type Host } from '#test/support/mcp-clients.ts';
import { giveOnPage, openPage, typedKeys, type Page } from '#test/support/person.ts';
import { startRawServer } from '#test/support/raw-server.ts';
import { changesAt, linkIn, never, openScene, RULE } from './scene.ts';

const REVISION = '2025-11-25';
const LINK = /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/;

const hostThat = (answer: Host['answer'] & {}): Host => ({ elicitation: { url: {} }, answer });
const says = (action: 'accept' | 'decline' | 'cancel') => hostThat(() => Promise.resolve(action));

/** What was asked, as it has to be. */
const right = (url: string | undefined): Asked => ({
  mode: 'url',
  message: expect.stringMatching(/^AWS credentials are required: .*The page of awswhitelist/) as string,
  url: url ?? (expect.stringMatching(LINK) as string),
  elicitationId: expect.stringMatching(/^[\w-]{36}$/) as string,
});

describe.each(SPEAKERS.filter(({ revision }) => revision === REVISION))('$name', ({ connect }) => {
  it('opens the page for the person; the same call goes on with what they give there', async () => {
    const { sandbox, place } = await openScene();
    const keys = typedKeys(sandbox.keys.session, 'us-east-1');
    const host = hostThat(async ({ url = '' }) => {
      // The host accepts as soon as the page is open, whatever comes of it.
      void giveOnPage(url, keys);
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
    const { sandbox, place } = await openScene();
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
    const { sandbox, place } = await openScene();
    const client = await connect({ ...place, host: says('cancel') });
    const link = linkIn(await client.call('whitelist_add', RULE));
    expect(client.asked).toEqual([right(link)]);
    expect(client.completed).toEqual([]);
    await giveOnPage(link, typedKeys(sandbox.keys.minimal, 'us-east-1'));
    const added = await client.call('whitelist_add', RULE);
    expect(added.structured).toMatchObject({ status: 'added' });
    // What was given already is not asked for.
    expect(client.asked).toHaveLength(1);
  });

  it.each([
    ['does not know the method, though it declared it', { elicitation: { url: {} } }],
    ['fails', hostThat(() => Promise.reject(new Error('no browser here')))],
  ])('%s: the words and the link', async (_, host: Host) => {
    const { place } = await openScene();
    const client = await connect({ ...place, host });
    linkIn(await client.call('whitelist_add', RULE));
    expect(client.completed).toEqual([]);
  });

  it('never answers, but the person uses the page: the call goes on', async () => {
    const { sandbox, place } = await openScene();
    const host = hostThat(({ url = '' }) => {
      void giveOnPage(url, typedKeys(sandbox.keys.minimal, 'us-east-1'));
      return never;
    });
    const client = await connect({ ...place, host });
    expect((await client.call('whitelist_add', RULE)).structured).toMatchObject({ status: 'added' });
    expect(client.completed).toEqual([client.asked[0]?.elicitationId]);
  });

  it('lets the person decline on the page: the call is stopped', async () => {
    const { sandbox, place } = await openScene();
    const pages: Promise<Page>[] = [];
    const host = hostThat(({ url = '' }) => {
      pages.push(openPage(url).then((page) => page.press('Decline')));
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
    const scene = await openScene();
    const server = startRawServer(scene.place.args, { env: scene.place.env });
    await server.initialize(REVISION, { elicitation: { url: {} } });
    const call = { name: 'whitelist_add', arguments: RULE };
    server.send(JSON.stringify({ jsonrpc: '2.0', id: 'call', method: 'tools/call', params: call }));
    const asked = async () => {
      const find = () => server.messages().find((message) => 'method' in message);
      await server.until('what is asked', () => find() !== undefined);
      return find() as unknown as { readonly id: number; readonly params: Asked };
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
    await giveOnPage(asked.params.url ?? '', typedKeys(sandbox.keys.minimal, 'us-east-1'));
    await server.request('ping');
    expect(server.messages().some(({ id }) => id === 'call')).toBe(false);
    expect(changesAt(sandbox)).toEqual([]);
  });

  it('answers after the page was answered: it changes nothing any more', async () => {
    const { server, sandbox, asked } = await waitingServer();
    await giveOnPage(asked.params.url ?? '', typedKeys(sandbox.keys.minimal, 'us-east-1'));
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
    expect(performance.now() - began).toBeLessThan(2_000);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await expect(openPage(asked.params.url ?? '')).rejects.toThrow('ECONNREFUSED');
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
