import { describe, expect, it } from 'vitest';
import { describeSampled } from '#test/support/harness/test-size.ts';
import { CLIENT_FLAVORS, type TestHost, type ServerLocation } from '#test/support/clients/mcp-clients.ts';
import { visitPage } from '#test/support/prompt-page/page-visitor.ts';
import { startRawServer } from '#test/support/clients/raw-server.ts';
import { checkLink, expectLink, neverAnswered } from '#test/e2e/prompt-page/setup.ts';
import {
  ADD,
  APPROVED,
  createFormHost,
  expectAskedByForm,
  allowPortAlso,
  listAllowedPorts,
  REMOVE,
  createHostSaying,
  setUpConsent,
} from './setup.ts';

/** Asks while the call waits, as most hosts want it. */
const connectOld = (place: ServerLocation) => CLIENT_FLAVORS[1]!.connect(place);

const approveAt = async (link: string) =>
  expect((await (await visitPage(link)).submit('Approve this change')).heading).toBe('Approved');

describeSampled(CLIENT_FLAVORS, { every: 2 })('$name', ({ connect }) => {
  it('a host without capabilities lets one address in with one call', async () => {
    const stage = await setUpConsent();
    const client = await connect(stage.place);
    expect((await client.call('whitelist_add', ADD)).structured).toMatchObject({ status: 'added' });
    expect(stage.changes()).toEqual(['AuthorizeSecurityGroupIngress']);
  });

  it('[consent.host-without] a host without capabilities ends in consent_required; what a person approves on the page is done once', async () => {
    const stage = await setUpConsent();
    const client = await connect(stage.place);
    const first = await client.call('whitelist_remove', REMOVE);
    expect(first.text).toMatch(
      /^A person has to approve this change of sg-0123abcd\. It removes 2 rules at once\./,
    );
    const link = expectLink(first, 'consent_required');
    // However often an assistant repeats it: a call is no consent.
    for (let i = 0; i < 3; i++) expectLink(await client.call('whitelist_remove', REMOVE), 'consent_required');
    expect(stage.changes()).toEqual([]);

    await approveAt(link);
    expect(stage.changes()).toEqual([]);
    const done = await client.call('whitelist_remove', REMOVE);
    expect(done.structured).toMatchObject({
      status: 'removed',
      rules: [{ from_port: 8443 }, { from_port: 8444 }],
    });
    expect(stage.changes()).toEqual(['RevokeSecurityGroupIngress']);

    for (const port of [8443, 8444]) await allowPortAlso(stage.sandbox, port);
    expectLink(await client.call('whitelist_remove', REMOVE), 'consent_required');
    expect(await listAllowedPorts(client)).toEqual([8443, 8444]);
    expect(client.asked).toEqual([]);
  });

  it('a person who declines on the page has the last word', async () => {
    const stage = await setUpConsent();
    const client = await connect(stage.place);
    const link = expectLink(await client.call('whitelist_remove', REMOVE), 'consent_required');
    expect((await (await visitPage(link)).submit('Decline')).heading).toBe('Declined');
    expect((await client.call('whitelist_remove', REMOVE)).report).toMatchObject({ code: 'declined' });
    expect(stage.changes()).toEqual([]);
  });

  it('[consent.this-change] an approval is for the change that was shown: of another one the person is asked anew', async () => {
    const stage = await setUpConsent();
    const client = await connect(stage.place);
    await approveAt(expectLink(await client.call('whitelist_remove', REMOVE), 'consent_required'));
    await allowPortAlso(stage.sandbox, 22);
    expectLink(await client.call('whitelist_remove', REMOVE), 'consent_required');
    expect(await listAllowedPorts(client)).toEqual([22, 8443, 8444]);
    expect(stage.changes()).toEqual(['AuthorizeSecurityGroupIngress']);
  });

  it.each([
    ['forms', { form: {} }],
    ['forms, in the old way', {}],
  ])(
    '[consent.host-asks] a host that declares %s asks its person; a yes is done within the call',
    async (_, elicitation) => {
      const stage = await setUpConsent();
      const client = await connect({
        ...stage.place,
        host: { elicitation, answer: () => Promise.resolve(APPROVED) },
      });
      const done = await client.call('whitelist_remove', REMOVE);
      expect(done.structured).toMatchObject({ status: 'removed' });
      expectAskedByForm(client.asked);
      expect(stage.changes()).toEqual(['RevokeSecurityGroupIngress']);
      // Used up with that.
      for (const port of [8443, 8444]) await allowPortAlso(stage.sandbox, port);
      await client.call('whitelist_remove', REMOVE);
      expect(client.asked).toHaveLength(2);
    },
  );

  it.each([
    ['declines', 'decline', 'declined'],
    ['leaves the box empty', { action: 'accept', content: { approve: false } }, 'declined'],
    ['closes the form', 'cancel', 'consent_required'],
  ] as const)('[consent.host-declines] a host that %s changes nothing', async (_, said, code) => {
    const stage = await setUpConsent();
    const client = await connect({ ...stage.place, host: createHostSaying(said) });
    const answer = await client.call('whitelist_remove', REMOVE);
    expect(answer.report).toMatchObject({ code, outcome: 'not_done', retryable: false });
    expectAskedByForm(client.asked);
    expect(stage.changes()).toEqual([]);
    expect(await listAllowedPorts(client)).toEqual([8443, 8444]);
  });

  it.each([
    ['declines', 'decline'],
    ['approves', APPROVED],
    ['leaves the box empty', { action: 'accept', content: { approve: false } }],
    ['accepts without a word', 'accept'],
  ] as const)('[hosts.by-itself] a host that %s by itself: the person has the page', async (_, said) => {
    const stage = await setUpConsent();
    const host = { ...createHostSaying(said), answersByItself: true };
    const client = await connect({ ...stage.place, host });
    const link = expectLink(await client.call('whitelist_remove', REMOVE), 'consent_required');
    expect(stage.changes()).toEqual([]);
    await approveAt(link);
    expect((await client.call('whitelist_remove', REMOVE)).structured).toMatchObject({ status: 'removed' });
  });

  it('rules that came while the person looked at the form stay', async () => {
    const stage = await setUpConsent();
    const host = createFormHost(async () => {
      await allowPortAlso(stage.sandbox, 22);
      return APPROVED;
    });
    const client = await connect({ ...stage.place, host });
    await client.call('whitelist_remove', REMOVE);
    expect(await listAllowedPorts(client)).toContain(22);
  });

  it('a host that opens addresses leads the person to the page, within the call', async () => {
    const stage = await setUpConsent();
    const host: TestHost = {
      elicitation: { url: {} },
      answer: async ({ url = '' }) => {
        await approveAt(url);
        return 'accept';
      },
    };
    const client = await connect({ ...stage.place, host });
    expect((await client.call('whitelist_remove', REMOVE)).structured).toMatchObject({ status: 'removed' });
    expect(client.asked).toMatchObject([{ mode: 'url' }]);
  });

  it('a host that opens an address and says accept has not approved anything', async () => {
    const stage = await setUpConsent();
    const host: TestHost = {
      elicitation: { url: {} },
      // Declined on the page after the host has said yes.
      answer: async ({ url = '' }) => {
        void visitPage(url).then((page) => page.submit('Decline'));
        return Promise.resolve('accept');
      },
    };
    const client = await connect({ ...stage.place, host });
    expect((await client.call('whitelist_remove', REMOVE)).report).toMatchObject({ code: 'declined' });
    expect(stage.changes()).toEqual([]);
  });
});

describe.each(CLIENT_FLAVORS.filter(({ revision }) => revision === '2025-11-25'))('$name', ({ connect }) => {
  it.each([
    ['does not know the method, though it declared it', { elicitation: { form: {} } }],
    ['fails', createFormHost(() => Promise.reject(new Error('no dialogues here')))],
  ])('a host that %s: the words and the link', async (_, host: TestHost) => {
    const stage = await setUpConsent();
    const client = await connect({ ...stage.place, host });
    expectLink(await client.call('whitelist_remove', REMOVE), 'consent_required');
    expect(stage.changes()).toEqual([]);
  });
});

describe('settings', () => {
  const connected = async (settings: object, host?: TestHost) => {
    const stage = await setUpConsent(settings);
    const client = await connectOld({ ...stage.place, ...(host && { host }) });
    return { ...stage, client };
  };
  const marked = { sensitive_ports: [{ port: 'postgres', confirm: true }] };

  it.each([
    ['a port that is to be confirmed', marked, 'It opens PostgreSQL, which is to be confirmed.'],
    ['confirm: always', { confirm: 'always' }, 'Every change is to be confirmed.'],
  ])('%s: an add is asked about', async (_, settings, why) => {
    const { client, changes } = await connected(settings, createHostSaying(APPROVED));
    expect((await client.call('whitelist_add', ADD)).structured).toMatchObject({ status: 'added' });
    expect(client.asked[0]?.message).toContain('  + tcp 5432 from 203.0.113.7/32');
    expect(client.asked[0]?.message).toContain(why);
    expect(changes()).toEqual(['AuthorizeSecurityGroupIngress']);
  });

  it('confirm: never asks nobody', async () => {
    const { client } = await connected({ confirm: 'never' }, createHostSaying('decline'));
    expect((await client.call('whitelist_remove', REMOVE)).structured).toMatchObject({ status: 'removed' });
    expect(client.asked).toEqual([]);
  });
});

describe('by its messages', () => {
  it('a raw method answers with the link, and is picked up once approved', async () => {
    const stage = await setUpConsent();
    const server = startRawServer(stage.place.args ?? [], { env: stage.place.env ?? {} });
    const first = await server.request('whitelist/remove', REMOVE);
    expect(first.error).toMatchObject({
      code: -32000,
      data: { code: 'consent_required', outcome: 'not_done' },
    });
    const data = first.error?.data as Parameters<typeof checkLink>[0];
    await approveAt(checkLink(data, data?.guidance.join('\n') ?? ''));
    expect((await server.request('whitelist/remove', REMOVE)).result).toMatchObject({ status: 'removed' });
  });

  it('a host that never answers holds up nobody else, and a cancel takes the form back', async () => {
    const stage = await setUpConsent();
    const client = await connectOld({ ...stage.place, host: createFormHost(() => neverAnswered) });
    const end = new AbortController();
    const waiting = client.call('whitelist_remove', REMOVE, end.signal).catch((error: unknown) => error);
    while (client.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await client.call('whitelist_add', ADD)).structured).toMatchObject({ status: 'added' });
    end.abort();
    expect(await waiting).toBeInstanceOf(Error);
    expect(await listAllowedPorts(client)).toEqual([5432, 8443, 8444]);
  });
});
