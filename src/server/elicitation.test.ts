import { Client, type ElicitResult } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { startPromptingRuntime, startSandboxForMachine } from '#test/support/harness/prompting-runtime.ts';
import { submitCredentials, keyFormValues } from '#test/support/prompt-page/page-visitor.ts';
import type { Runtime } from '#context.ts';
import type { ErrorReport } from '#core/errors/errors.ts';
import { createServer } from '#server.ts';
import { askedTimesOf, MIN_PERSON_MS } from './asked-times.ts';
import { tools } from '#tools/index.ts';
import { PERSON_WAIT_MS, withElicitation } from './elicitation.ts';
import { runTool } from './run-tool.ts';

const RULE = { security_group_id: 'sg-123456', ip_address: '192.168.1.100', port: 443 };

interface Question {
  readonly url: string;
  /** Ends where the server takes the question back. */
  readonly signal: AbortSignal;
}

/** A connected client that opens addresses, and what it is asked. */
async function connect(answer: (question: Question) => Promise<ElicitResult>, patience?: number) {
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  const capabilities = { elicitation: { url: {} } };
  const client = new Client({ name: 'test', version: '1' }, { capabilities });
  const questions: Question[] = [];
  client.setRequestHandler('elicitation/create', ({ params }, { mcpReq }) => {
    const question = { url: 'url' in params ? params.url : '', signal: mcpReq.signal };
    questions.push(question);
    return answer(question);
  });
  const server = createServer(await startPromptingRuntime(), patience);
  await Promise.all([server.connect(ours), client.connect(theirs)]);
  onTestFinished(() => client.close());
  const call = async () => {
    const { _meta, structuredContent } = await client.callTool({ name: 'whitelist_add', arguments: RULE });
    const report = _meta?.['awswhitelist/error'] as ErrorReport | undefined;
    return { report, structured: structuredContent };
  };
  return { call, questions };
}

afterEach(() => {
  vi.useRealTimers();
});

const never = () => new Promise<never>(() => undefined);
const expectWords = (report: ErrorReport | undefined, link: string | undefined) =>
  expect(report).toMatchObject({ code: 'credentials_required', outcome: 'not_done', link });

describe('the limit on waiting', () => {
  it.each([
    ['never answers', never],
    ['accepts, and nobody comes to the page', () => Promise.resolve({ action: 'accept' as const })],
  ])('ends the wait where the client %s: the words with the same link', async (_, answer) => {
    const { call, questions } = await connect(answer, 1_500);
    const began = performance.now();
    const { report } = await call();
    expect(performance.now() - began).toBeGreaterThanOrEqual(1_495);
    expect(questions).toHaveLength(1);
    expectWords(report, questions[0]?.url);
  });

  it('takes the question back from a client that still shows it', async () => {
    // Long enough for the question to be asked on a busy machine.
    const { call, questions } = await connect(never, 1_000);
    await call();
    await vi.waitFor(() => expect(questions[0]?.signal.aborted).toBe(true), 10_000);
  });

  it('is 45 seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const { call, questions } = await connect(never);
    let answered = false;
    const answer = call().finally(() => (answered = true));
    // Files are read meanwhile, in their own time.
    while (questions.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(44_000);
    expect(answered).toBe(false);
    await vi.advanceTimersByTimeAsync(1_100);
    expectWords((await answer).report, questions[0]?.url);
    expect(PERSON_WAIT_MS).toBe(45_000);
  });

  it('is one for all that is asked during a call', async () => {
    const sandbox = await startSandboxForMachine();
    // Nobody is asked a second time once the time is over.
    const { call, questions } = await connect(async ({ url }) => {
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      await submitCredentials(url, keyFormValues(sandbox.keys.minimal));
      return { action: 'accept' };
    }, 1_000);
    expectWords((await call()).report, questions[0]?.url);
    expect(questions).toHaveLength(1);
    // What came too late for the first call serves the next.
    await vi.waitFor(
      async () => expect((await call()).structured).toMatchObject({ status: 'added' }),
      10_000,
    );
  });
});

describe('a refusal', () => {
  it.each(['cancel', 'decline'] as const)(
    'that comes once the page was answered cuts nothing off: %s',
    async (action) => {
      let reached = () => {};
      let go = () => {};
      const atWork = new Promise<void>((resolve) => (reached = resolve));
      const held = new Promise<void>((resolve) => (go = resolve));
      const sandbox = await startSandboxForMachine({
        async onRequest(request) {
          if (request.action !== 'AuthorizeSecurityGroupIngress') return;
          reached();
          await held;
        },
      });
      const { call } = await connect(async ({ url }) => {
        void submitCredentials(url, keyFormValues(sandbox.keys.minimal));
        await atWork;
        setTimeout(go, 50);
        return { action };
      });
      expect((await call()).structured).toMatchObject({ status: 'added' });
    },
  );

  it('[hosts.by-itself] counts once a person can have read what is asked', async () => {
    const { call } = await connect(async () => {
      await new Promise((resolve) => setTimeout(resolve, MIN_PERSON_MS + 50));
      return { action: 'decline' };
    });
    expect((await call()).report).toMatchObject({ code: 'declined', retryable: false });
  });

  it('[hosts.by-itself] that comes at once is the client’s own: the words and the link', async () => {
    const { call, questions } = await connect(() => Promise.resolve({ action: 'decline' }));
    expectWords((await call()).report, questions[0]?.url);
  });
});

describe('2026-07-28', () => {
  const [tool] = tools;
  const capabilities = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: { url: {} } } };

  /** One request of a modern client, as the SDK hands it to the tool. */
  async function request(runtime: Runtime, action: string | null, patience: number) {
    const prompter = runtime.prompterFor({ tool: tool!.name, args: RULE });
    const mcpReq = {
      envelope: capabilities,
      signal: new AbortController().signal,
      ...(action !== null && { inputResponses: { page: { action } } }),
    };
    const context = { mcpReq } as unknown as Parameters<typeof withElicitation>[1];
    const call = { tool: tool!.name, args: RULE };
    const askedTimes = askedTimesOf(runtime);
    const options = { prompter };
    const elicitation = { server: createServer(runtime), call, askedTimes, options, waitMs: patience };
    const outcome = await withElicitation(
      (options) => runTool(tool!, RULE, runtime, options),
      context,
      elicitation,
    );
    return JSON.parse(JSON.stringify(outcome)) as {
      inputRequests?: { page: { params: { url: string } } };
      report?: ErrorReport;
    };
  }

  it('waits for the page once the client has opened it, and no longer than the limit', async () => {
    const runtime = await startPromptingRuntime();
    const asked = await request(runtime, null, 1_000);
    const link = asked.inputRequests?.page.params.url;
    const began = performance.now();
    const { report } = await request(runtime, 'accept', 1_000);
    expect(performance.now() - began).toBeGreaterThanOrEqual(995);
    expectWords(report, link);
    expectWords((await request(runtime, 'cancel', 1_000)).report, link);
  });
});
