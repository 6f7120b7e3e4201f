import { describe, expect, it } from 'vitest';
import { describeSampled, itSampled } from '#test/support/harness/test-size.ts';
import { connectClient, CLIENT_FLAVORS, type TestHost } from '#test/support/clients/mcp-clients.ts';
import { submitCredentials, visitPage, keyFormValues } from '#test/support/prompt-page/page-visitor.ts';
import { listChanges, expectLink, setUpPromptMachine, RULE } from './setup.ts';

const OTHER = { ...RULE, port: 22 };

describe('several calls that wait', () => {
  it('share one page, and one answer serves those that it showed', async () => {
    const { sandbox, place } = await setUpPromptMachine();
    const client = await connectClient(place);
    const calls = [RULE, OTHER].map((args) => () => client.call('whitelist_add', args));
    const [first, second] = await Promise.all(calls.map((call) => call()));
    const link = expectLink(first!);
    expect(expectLink(second!)).toBe(link);
    const page = await visitPage(link);
    expect(page.words).toContain('Your assistant asked for these 2 things');
    // One that comes later is no part of what was shown.
    const later = () => client.call('whitelist_list', { security_group_id: 'sg-123456' });
    expect(expectLink(await later())).toBe(link);
    const proof = await page.submit('Continue', keyFormValues(sandbox.keys.minimal, 'us-east-1'));
    expect((await proof.submit('Use these')).words).toContain('The 2 requests may use these credentials now');
    for (const call of calls) expect((await call()).structured).toMatchObject({ status: 'added' });
    expect(expectLink(await later())).toBe(link);
    expect((await visitPage(link)).words).toContain('whitelist_list');
  });
});

describeSampled(CLIENT_FLAVORS, { every: 2, from: 1 })(
  '$name, while calls wait',
  ({ connect: connectSpeaker, revision }) => {
    /** A host whose person goes to the page once so many questions are there. */
    function hostWith(
      count: number,
      goTo: (link: string) => Promise<unknown>,
    ): TestHost & { links: Set<string> } {
      const links = new Set<string>();
      let asked = 0;
      return {
        links,
        elicitation: { url: {} },
        answer({ url = '' }) {
          links.add(url);
          if ((asked += 1) === count) void goTo(url);
          return Promise.resolve('accept');
        },
      };
    }

    it('two different ones: one page, one answer', async () => {
      const { sandbox, place } = await setUpPromptMachine();
      const host = hostWith(2, (link) =>
        submitCredentials(link, keyFormValues(sandbox.keys.minimal, 'us-east-1')),
      );
      const client = await connectSpeaker({ ...place, host });
      const answers = await Promise.all([RULE, OTHER].map((args) => client.call('whitelist_add', args)));
      for (const { structured } of answers) expect(structured).toMatchObject({ status: 'added' });
      expect([...host.links]).toHaveLength(1);
      expect(client.completed).toHaveLength(revision === '2025-11-25' ? 2 : 0);
    });

    it('the same one twice: what is given serves one of them, and the other asks again', async () => {
      const { sandbox, place } = await setUpPromptMachine();
      const keys = keyFormValues(sandbox.keys.minimal, 'us-east-1');
      const host = hostWith(2, (link) => submitCredentials(link, keys));
      const answer = host.answer!;
      const again: string[] = [];
      const client = await connectSpeaker({
        ...place,
        host: {
          ...host,
          async answer(asked) {
            // The third question is that of the call which went away empty.
            if (host.links.size === 1 && !host.links.has(asked.url ?? '')) {
              again.push(asked.url ?? '');
              void submitCredentials(asked.url ?? '', keys);
            }
            return answer(asked);
          },
        },
      });
      const answers = await Promise.all([RULE, RULE].map((args) => client.call('whitelist_add', args)));
      expect(answers.map(({ structured }) => structured?.['status']).sort()).toEqual([
        'added',
        'already_present',
      ]);
      expect(again).toHaveLength(1);
    });

    it('the same one twice, and the person declines: both are stopped', async () => {
      const { sandbox, place } = await setUpPromptMachine();
      const host = hostWith(2, async (link) => (await visitPage(link)).submit('Decline'));
      const client = await connectSpeaker({ ...place, host });
      const answers = await Promise.all([RULE, RULE].map((args) => client.call('whitelist_add', args)));
      expect(answers.map(({ report }) => report?.code)).toEqual(['declined', 'declined']);
      expect(listChanges(sandbox)).toEqual([]);
    });
  },
);

describe('a call that a host takes back', () => {
  itSampled(CLIENT_FLAVORS, { every: 2 })('$name', async ({ connect: connectSpeaker }) => {
    const { sandbox, place } = await setUpPromptMachine();
    const stop = new AbortController();
    const host: TestHost = {
      elicitation: { url: {} },
      answer() {
        setTimeout(() => stop.abort(), 50);
        return Promise.resolve('accept');
      },
    };
    const client = await connectSpeaker({ ...place, host });
    await expect(client.call('whitelist_add', RULE, stop.signal)).rejects.toThrow();
    // The server is free for the next, and has changed nothing.
    const credentials = { ...keyFormValues(sandbox.keys.minimal), region: 'us-east-1' };
    const listed = await client.call('whitelist_check', { ...RULE, credentials });
    expect(listed.structured).toMatchObject({ allowed: false });
    expect(listChanges(sandbox)).toEqual([]);
  });
});
