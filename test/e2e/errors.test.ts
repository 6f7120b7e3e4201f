import { describe, expect, it } from 'vitest';
import { connect, SPEAKERS } from '#test/support/mcp-clients.ts';
import { freshEnvironment } from '#test/support/program.ts';
import { runningSandbox } from '#test/support/running-sandbox.ts';
import { SITUATIONS, standInEnvironment, WANTED } from '#test/support/situations.ts';
import { startStandIn, stsError } from '#test/support/stand-in.ts';

// One client of each generation, which check a result against the output schema in ways of their own.
const CLIENTS = SPEAKERS.filter(({ name }) => name === 'SDK v1' || name === 'SDK v2, pinned');

describe.each(CLIENTS)('$name is told of', (speaker) => {
  it.each(SITUATIONS)('$name: $code', async ({ code, words, outcome, arrange }) => {
    const { env, args = [], call = WANTED } = await arrange();
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
  });
});

describe('errors', () => {
  it('say what is missing, for an assistant to ask for it', async () => {
    const client = await connect();
    const { report, text } = await client.call('whitelist_list', {});
    expect(report?.missing).toEqual(['access_key_id', 'secret_access_key', 'region']);
    expect(text).toMatch(
      /provide: AWS Access Key ID, AWS Secret Access Key, AWS Region \(e\.g\., us-east-1\)/,
    );
  });

  it('name AWS’s own code and request id', async () => {
    const { env } = await SITUATIONS.find(({ code }) => code === 'throttled')!.arrange();
    const client = await connect({ env: freshEnvironment(env) });
    const { report, text } = await client.call('whitelist_add', WANTED);
    expect(report).toMatchObject({
      retryable: true,
      aws: { code: 'RequestLimitExceeded', request_id: 'req-42' },
    });
    expect(text).toMatch(/may be retried; AWS: RequestLimitExceeded, request id req-42\)$/);
  });

  it('come before anything is asked of AWS where the arguments are wrong', async () => {
    const sandbox = await runningSandbox();
    const client = await connect({ env: freshEnvironment(sandbox.environment()) });
    for (const wrong of [
      { ...WANTED, security_group_id: 'my-group' },
      { ...WANTED, ip_address: '203.0.113.7/33' },
      { ...WANTED, port: 70_000 },
      { ...WANTED, protocol: 'tcq' },
      { ...WANTED, description: 'naïve' },
      { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7' },
    ]) {
      const { report } = await client.call('whitelist_add', wrong);
      expect(report, JSON.stringify(wrong)).toMatchObject({ code: 'invalid_input' });
    }
    expect(sandbox.requests).toEqual([]);
  });

  it('of STS alone cost a change nothing but the account’s number', async () => {
    const standIn = await startStandIn(({ action }) =>
      action === 'GetCallerIdentity'
        ? stsError('AccessDenied', 'no')
        : {
            status: 200,
            body: '<AuthorizeSecurityGroupIngressResponse><return>true</return></AuthorizeSecurityGroupIngressResponse>',
          },
    );
    const client = await connect({ env: freshEnvironment(standInEnvironment(standIn.endpoint)) });
    const { isError, structured } = await client.call('whitelist_add', WANTED);
    await standIn.close();
    expect(isError).toBe(false);
    expect(structured).toMatchObject({
      status: 'added',
      account: null,
      warnings: [expect.stringContaining('could not be confirmed')],
    });
  });
});
