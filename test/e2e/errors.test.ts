import { describe, expect, it } from 'vitest';
import { itSampled } from '#test/support/harness/test-size.ts';
import { connectClient, CLIENT_FLAVORS } from '#test/support/clients/mcp-clients.ts';
import { freshEnvironment } from '#test/support/program/program.ts';
import { startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';
import {
  FAILURE_SITUATIONS,
  fakeAwsEnvironment,
  WANTED_RULE,
} from '#test/support/fake-aws/failure-situations.ts';
import { startFakeAws, createStsError } from '#test/support/fake-aws/fake-aws.ts';

// One client of each generation, which check a result against the output schema in ways of their own.
const CLIENTS = CLIENT_FLAVORS.filter(({ name }) => name === 'SDK v1' || name === 'SDK v2, pinned');

// In the short form, one client is told of every second situation, the other one of those between.
describe.each(CLIENTS)('$name is told of', (speaker) => {
  itSampled(FAILURE_SITUATIONS, { every: 2, from: CLIENTS.indexOf(speaker) })(
    '$name: $code',
    async ({ code, words, outcome, arrange }) => {
      const { env, args = [], call = WANTED_RULE } = await arrange();
      const client = await speaker.connect({ env: freshEnvironment(env), args });
      await client.listTools();
      const { isError, text, report, structured } = await client.call('whitelist_add', call);
      expect(text).toMatch(words);
      expect(report).toMatchObject({ code, outcome });
      expect(isError).toBe(true);
      expect(structured).toBeUndefined();
      // The text says all that the report says, for those who read nothing else.
      for (const sentence of [report!.message, ...report!.guidance, `code: ${code}`, `outcome: ${outcome}`]) {
        expect(text).toContain(sentence);
      }
      expect(text).not.toMatch(/\n\s+at /);
      // A person who does not know what became of a change is told how to find out.
      if (outcome === 'unknown') expect(text).toMatch(/list sg-0123abcd in us-east-1 to see/);
      await client.close();
      expect(client.stderr()).toBe('');
    },
  );
});

describe('errors', () => {
  it('say what is missing, for an assistant to ask for it', async () => {
    const client = await connectClient();
    const { report, text } = await client.call('whitelist_list', {});
    expect(report?.missing).toEqual(['access_key_id', 'secret_access_key', 'region']);
    expect(text).toMatch(
      /provide: AWS Access Key ID, AWS Secret Access Key, AWS Region \(e\.g\., us-east-1\)/,
    );
  });

  it('name AWS’s own code and request id', async () => {
    const { env } = await FAILURE_SITUATIONS.find(({ code }) => code === 'throttled')!.arrange();
    const client = await connectClient({ env: freshEnvironment(env) });
    const { report, text } = await client.call('whitelist_add', WANTED_RULE);
    expect(report).toMatchObject({
      retryable: true,
      aws: { code: 'RequestLimitExceeded', request_id: 'req-42' },
    });
    expect(text).toMatch(/may be retried; AWS: RequestLimitExceeded, request id req-42\)$/);
  });

  it('come before anything is asked of AWS where the arguments are wrong', async () => {
    const sandbox = await startTestSandbox();
    const client = await connectClient({ env: freshEnvironment(sandbox.environment()) });
    for (const wrong of [
      { ...WANTED_RULE, security_group_id: 'my-group' },
      { ...WANTED_RULE, ip_address: '203.0.113.7/33' },
      { ...WANTED_RULE, port: 70_000 },
      { ...WANTED_RULE, protocol: 'tcq' },
      { ...WANTED_RULE, description: 'naïve' },
      { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7' },
    ]) {
      const { report } = await client.call('whitelist_add', wrong);
      expect(report, JSON.stringify(wrong)).toMatchObject({ code: 'invalid_input' });
    }
    expect(sandbox.requests).toEqual([]);
  });

  it('of STS alone cost a change nothing but the account’s number', async () => {
    const standIn = await startFakeAws(({ action }) =>
      action === 'GetCallerIdentity'
        ? createStsError('AccessDenied', 'no')
        : {
            status: 200,
            body: '<AuthorizeSecurityGroupIngressResponse><return>true</return></AuthorizeSecurityGroupIngressResponse>',
          },
    );
    const client = await connectClient({ env: freshEnvironment(fakeAwsEnvironment(standIn.endpoint)) });
    const { isError, structured } = await client.call('whitelist_add', WANTED_RULE);
    await standIn.close();
    expect(isError).toBe(false);
    expect(structured).toMatchObject({
      status: 'added',
      account: null,
      warnings: [expect.stringContaining('could not be confirmed')],
    });
  });
});
