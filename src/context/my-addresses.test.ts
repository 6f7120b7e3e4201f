import { beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '#config/load.ts';
import { createRuntime, type RuntimeOptions } from '#context.ts';
import type { Family } from '#core/network/address.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import { parseIpSource } from '#core/public-ip/ip-source.ts';
import { createLog } from '#log.ts';
import { createMyAddresses } from './my-addresses.ts';
import { CONFIG_PLACE } from '#test/support/harness/config-place.ts';

// Nobody has these names, so that every question is over at once; what it comes to is shown in src/public-ip.
const SOURCES = ['https://one.invalid/?key=canary', 'https://two.invalid/?key=canary'];

const open = new AbortController().signal;

let logged: string[];
const log = createLog({ level: 'debug', format: 'text', write: (line) => logged.push(line) });
beforeEach(() => (logged = []));

function runtime(more: Partial<RuntimeOptions> = {}) {
  const config = loadConfig({
    flags: { verbose: true, config: 'config.json' },
    env: {},
    readFile: () => JSON.stringify({ public_ip: { sources: SOURCES } }),
    place: CONFIG_PLACE,
  });
  return createRuntime(config, { log, user: 'jo', ...more });
}

const questions = () => logged.map((line) => /public address asked (.*)\n/.exec(line)?.[1]);

const refusal = (answer: Promise<unknown>) =>
  answer.then(
    () => expect.unreachable(),
    (error: unknown) => toWhitelistError(error).report(),
  );

describe('the address of whoever calls', () => {
  it("is asked of the config file's sources, and each question is logged without its key", async () => {
    const call = runtime().toolContext();
    expect(await refusal(call.findOwnAddresses([4, 6]))).toMatchObject({
      code: 'ip_unknown',
      retryable: true,
    });
    expect(questions()).toEqual([
      'source=one.invalid family=4',
      'source=one.invalid family=6',
      'source=two.invalid family=4',
      'source=two.invalid family=6',
    ]);
  });

  it('is asked once in a call, however often and in whatever order the families are named', async () => {
    const call = runtime().toolContext();
    const ways: readonly (readonly Family[])[] = [
      [4, 6],
      [6, 4],
      [4, 6, 4],
    ];
    const answers = await Promise.all(ways.map((families) => refusal(call.findOwnAddresses(families))));
    expect(new Set(answers.map(({ message }) => message)).size).toBe(1);
    expect(await refusal(call.findOwnAddresses([4, 6]))).toEqual(answers[0]);
    expect(questions()).toHaveLength(4);
  });

  it('is asked anew for other families, and by another call', async () => {
    const one = runtime();
    const call = one.toolContext();
    await refusal(call.findOwnAddresses([4]));
    expect(await refusal(call.findOwnAddresses([6]))).toMatchObject({
      message: expect.stringContaining('IPv6') as unknown,
    });
    await refusal(one.toolContext().findOwnAddresses([4]));
    expect(questions()).toHaveLength(6);
  });

  it('is not asked for by a call that does not want it', () => {
    runtime().toolContext();
    expect(logged).toEqual([]);
  });

  it.each([
    ['cancelled', open, AbortSignal.abort()],
    ['timeout', AbortSignal.abort(new DOMException('over', 'TimeoutError')), open],
  ] as const)('is not asked for any more once the call ended (%s)', async (code, limit, caller) => {
    const sources = SOURCES.map(parseIpSource);
    const myAddresses = createMyAddresses({ sources, log, runsOnPersonsMachine: true })(limit, caller);
    expect(await refusal(myAddresses([4]))).toMatchObject({ code, outcome: 'not_done' });
    expect(logged).toEqual([]);
  });

  it("[current.persons-machine] is not this machine's where it serves somebody elsewhere", async () => {
    const call = runtime({ runsOnPersonsMachine: false }).toolContext();
    const report = await refusal(call.findOwnAddresses([4, 6]));
    expect(report).toMatchObject({ code: 'ip_unknown', retryable: false });
    expect(report.message).toContain('this server does not run on your machine');
    expect(report.guidance.join()).toContain('Give the address itself in place of "current"');
    expect(logged).toEqual([]);
  });
});
