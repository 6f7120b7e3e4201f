import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { KEYS, MISPLACED_SECRETS, TOKENS } from '#test/support/canary/secrets.ts';
import type { CanaryCase, CanaryPage, CaseContext } from '#test/support/canary/run-case.ts';
import type { MachineOptions } from '#test/support/canary/isolated-machine.ts';
import type { RpcSession } from '#test/support/canary/rpc-session.ts';
import { startRecordingService } from '#test/support/canary/recording-service.ts';
import { GOOD } from './drives.ts';
import { PASTED } from './misplaced.ts';
import { code, codes, DECLINE, everyField, giveAndUse, keys, REFUSED, strange, USE } from './page.forms.ts';
import { named } from './keys.ts';

const { secret, token } = MISPLACED_SECRETS;
const ADD = { ...GOOD['whitelist_add'] };
const LIST = GOOD['whitelist_list'] ?? {};

interface Asked {
  readonly talk: RpcSession;
  readonly page: CanaryPage;
  /** The call that asked, made again. */
  readonly again: () => Promise<string>;
}

/** A server that wants something of a person, and the page for it. */
async function asked(
  { serve, page }: CaseContext,
  args: object = ADD,
  tool = 'whitelist_add',
  ...flags: string[]
): Promise<Asked> {
  const talk = serve('-v', ...flags);
  await talk.begin();
  const { link = '' } = await talk.call('the first time', tool, args);
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:/);
  return { talk, page: page(link), again: async () => (await talk.call('once more', tool, args)).outcome };
}

async function ended(talk: RpcSession): Promise<void> {
  expect((await talk.end()).code).toBe(0);
}

/** What a person does with the page, and how the call ends that is made again. */
const flow = (
  name: string,
  does: (page: CanaryPage) => Promise<unknown>,
  outcome: string,
  more: Pick<CanaryCase, 'machine' | 'aws'> & {
    readonly args?: object;
    readonly flags?: readonly string[];
  } = {},
): CanaryCase => ({
  name: `page: ${name}`,
  ...(more.machine && { machine: more.machine }),
  ...(more.aws && { aws: more.aws }),
  async drive(stage) {
    const { talk, page, again } = await asked(stage, more.args, 'whitelist_add', ...(more.flags ?? []));
    await does(page);
    expect(await again()).toBe(outcome);
    await ended(talk);
  },
});

const profiles: MachineOptions = {
  env: { AWS_REGION: undefined },
  home: { '.aws/credentials': named('work', KEYS.file) + named(secret, KEYS.reader) },
};
const withCode: MachineOptions = {
  home: {
    '.aws/credentials': named('kim', KEYS.kim),
    'config.json': JSON.stringify({
      credential_profiles: [
        { name: 'default', aws_profile_name: 'kim', mfa_serial: 'arn:aws:iam::123456789012:mfa/kim' },
      ],
    }),
  },
};
const CONFIG = ['-c', '{home}/config.json'] as const;
const XML = { 'content-type': 'text/xml' };
const WHO = '<Arn>arn:aws:iam::123456789012:user/kim</Arn><UserId>A</UserId><Account>123456789012</Account>';
const IDENTITY = `<GetCallerIdentityResponse><GetCallerIdentityResult>${WHO}</GetCallerIdentityResult></GetCallerIdentityResponse>`;

/** Knows who has no token, and says back everything else that it is told. */
const echoing = () =>
  startRecordingService(({ headers, body }) => {
    const params = new URLSearchParams(body);
    const hasToken = headers.some(([name]) => name.toLowerCase() === 'x-amz-security-token');
    if (params.get('Action') === 'GetCallerIdentity' && !hasToken)
      return { status: 200, headers: XML, body: IDENTITY };
    const told = `Value '${params.get('TokenCode') ?? ''}' at 'tokenCode': ${headers.join(' ').replace(/[<&]/g, ' ')}`;
    const error = `<Error><Type>Sender</Type><Code>ValidationError</Code><Message>${told}</Message></Error>`;
    return {
      status: 400,
      headers: XML,
      body: `<ErrorResponse>${error}<RequestId>req</RequestId></ErrorResponse>`,
    };
  });

const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'canary', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': { elicitation: { url: {} } },
};

/** What a client of that revision is asked for. */
interface Wanted {
  readonly params: { readonly url: string };
}

export const PAGES: readonly CanaryCase[] = [
  flow('long-lived keys, confirmed', giveAndUse(KEYS.page), 'ok'),
  flow('temporary keys, confirmed', giveAndUse(KEYS.pageTemporary), 'ok'),
  flow(
    'declined',
    async (page) => page.fill(await page.get(), [...keys(KEYS.page).slice(0, -1), ...DECLINE]),
    'declined',
  ),
  flow(
    'declined once it is told whose they are',
    async (page) => page.fill(await page.fill(await page.get(), keys(KEYS.pageTemporary)), DECLINE),
    'declined',
  ),
  flow(
    'gone back',
    async (page) => page.fill(await page.fill(await page.get(), keys(KEYS.page)), [['do', 'back']]),
    'credentials_required',
  ),
  flow(
    'keys that are not accepted',
    async (page) => {
      for (const [what, fields] of Object.entries(REFUSED))
        expect((await page.fill(await page.get(), fields)).text, what).toContain('Not accepted');
    },
    'credentials_required',
  ),
  flow('secrets in every field', everyField, 'credentials_required'),
  flow(
    'keys, and AWS says back what it is told',
    async (page) => page.fill(await page.get(), keys(KEYS.pageTemporary)),
    'credentials_required',
    { aws: echoing },
  ),
  flow(
    'a profile, and a secret for a region',
    async (page) => {
      const first = await page.get();
      await page.fill(first, [
        ['use', 'profile:work'],
        ['region', token],
        ['do', 'continue'],
      ]);
      await page.fill(first, [
        ['use', `profile:${secret}`],
        ['region', 'us-east-1'],
        ['do', 'continue'],
      ]);
      const confirm = await page.fill(first, [
        ['use', 'profile:work'],
        ['region', 'us-east-1'],
        ['do', 'continue'],
      ]);
      expect((await page.fill(confirm, USE)).text).toContain('Thank you');
    },
    'ok',
    { machine: profiles },
  ),
  flow('one-time codes', codes, 'ok', { machine: withCode, flags: CONFIG }),
  flow(
    'a one-time code, and AWS says back what it is told',
    async (page) =>
      expect((await page.fill(await page.get(), code(TOKENS.mfaCode))).text).toContain('Not accepted'),
    'mfa_required',
    { machine: withCode, flags: CONFIG, aws: echoing },
  ),
  flow('what strangers send it', strange, 'credentials_required'),
  {
    name: 'page: calls with secrets in them, told on it',
    async drive({ serve, page }) {
      const talk = serve('-v');
      await talk.begin();
      for (const [what, value] of Object.entries(PASTED)) {
        const { link } = await talk.call(what, 'whitelist_list', { ...LIST, profile: value });
        expect(link).toBeDefined();
        await page(link ?? '').get();
      }
      await ended(talk);
    },
  },
  {
    name: 'page: a client of 2026-07-28, which is asked and asks again',
    async drive({ serve, page }) {
      const talk = serve('-v');
      const ask = (id: string, more: object) =>
        talk.request(id, 'tools/call', { name: 'whitelist_add', arguments: ADD, _meta: MODERN, ...more });
      const { result: first = {} } = await ask('first', {});
      expect(first['resultType']).toBe('input_required');
      const [[key = '', wanted] = []] = Object.entries(first['inputRequests'] as Record<string, Wanted>);
      await giveAndUse(KEYS.pageTemporary)(page(wanted?.params.url ?? ''));
      const state = 'requestState' in first ? { requestState: first['requestState'] } : {};
      const accepted = { action: 'accept', content: { [secret]: token } };
      const { result } = await ask('second', { inputResponses: { [key]: accepted }, ...state });
      expect(result?.['structuredContent']).toBeDefined();
      await ended(talk);
    },
  },
  {
    name: 'page: a client that opens addresses, and declines',
    async drive({ serve, page }) {
      const talk = serve('-v');
      await talk.begin({ elicitation: { url: {} } });
      const call = talk.call('asked', 'whitelist_add', { ...ADD, profile: secret });
      await talk.until('the question', () =>
        talk.serverMessages().some(({ method }) => method === 'elicitation/create'),
      );
      const { id, params } =
        talk.serverMessages().find(({ method }) => method === 'elicitation/create') ?? {};
      await page(String(params?.['url'])).get();
      // Sooner, it would be the client's own answer.
      await delay(600);
      talk.write(
        `${JSON.stringify({ jsonrpc: '2.0', id, result: { action: 'decline', content: { [secret]: token } } })}\n`,
      );
      expect((await call).outcome).toBe('declined');
      await ended(talk);
    },
  },
  ...(['SIGTERM', 'SIGKILL', null] as const).map((signal): CanaryCase => ({
    name: `page: open with keys on it, and the server ends by ${signal ?? 'the end of its input'}`,
    async drive(stage) {
      const { talk, page } = await asked(stage);
      const confirm = await page.fill(await page.get(), keys(KEYS.pageTemporary));
      if (signal) talk.child.kill(signal);
      else talk.child.stdin.end();
      await talk.ended;
      await page.fill(confirm, USE).catch(() => undefined);
    },
  })),
];
