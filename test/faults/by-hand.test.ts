import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openTerminal } from '#test/support/program/terminal.ts';

describe('awswhitelist sandbox --faults', () => {
  it('runs a plan out of a file', async () => {
    const end = new AbortController();
    const { run, write } = openTerminal({ stop: end.signal });
    write('plan.json', '[{ "action": "*", "call": 1, "fault": { "kind": "html" } }]');
    const running = run('sandbox', '--memory', '--json', '--faults', 'plan.json');
    const stopped = sleep(300).then(() => end.abort());
    const { out, code } = await running;
    await stopped;
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ AWS_ENDPOINT_URL: expect.stringMatching(/^http:/) });
  });

  it.each([
    ['missing.json', null, /The fault plan .*missing\.json cannot be used: it cannot be read\./],
    ['broken.json', '[', /The fault plan .*broken\.json cannot be used: it is not valid JSON\./],
    [
      'wrong.json',
      '[{ "action": "*", "fault": { "kind": "slow" } }]',
      /The fault plan cannot be used: \[0\]\.fault\.kind: expected throttled/,
    ],
  ])('tells what is wrong with %s', async (name, text, words) => {
    const { run, write } = openTerminal();
    if (text !== null) write(name, text);
    const { code, err } = await run('sandbox', '--memory', '--faults', name);
    expect(code).toBe(2);
    expect(err).toMatch(words);
  });
});
