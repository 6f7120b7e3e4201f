import { describe, expect, it } from 'vitest';
import { freshEnvironment, runProgram } from '../../support/program.ts';
import { environmentOf, runningSandbox } from '../../support/running-sandbox.ts';
import { addresses, fiveGroups, onTheWay, rulesOf } from './scene.ts';

interface Answer {
  readonly status: string;
  readonly rules: readonly unknown[];
}

describe('requests that a call of many costs', () => {
  it('[many.two-per-group] 300 rules over five groups in two regions: two for each group at most', async () => {
    let [now, most] = [0, 0];
    const sandbox = await runningSandbox({
      async onRequest({ action }) {
        if (!/^(?:Authorize|Revoke)/.test(action)) return;
        now += 1;
        most = Math.max(most, now);
        await onTheWay();
        now -= 1;
      },
    });
    // The seed's groups hold some rules already; the quota is for each family.
    await Promise.all(
      ['us-east-1', 'eu-west-1'].map((region) => sandbox.setResources({ rulesPerGroup: 100 }, region)),
    );
    const groups = await fiveGroups(sandbox);
    const before = await rulesOf(sandbox);
    const env = freshEnvironment(environmentOf(sandbox, sandbox.keys.minimal));
    const call = [
      '--ip-addresses',
      addresses(60).join(),
      '--targets',
      groups.join(),
      '--port',
      '8443',
      '--json',
    ];
    const { code, stdout, stderr } = await runProgram(['add', ...call], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { status, rules } = JSON.parse(stdout) as Answer;
    expect({ status, count: rules.length }).toEqual({ status: 'added', count: 300 });
    expect(sandbox.requests.filter(({ service }) => service === 'ec2')).toHaveLength(10);
    expect(await rulesOf(sandbox)).toHaveLength(before.length + 300);
    // Four at a time in each region, however many groups there are.
    expect(most).toBeLessThanOrEqual(8);
  });
});
