import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshEnvironment, runProgram } from '#test/support/program/program.ts';
import { environmentWithKey, startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';
import { createAddresses, pickFiveGroups, waitForTransit, listRules } from './setup.ts';

/** Nobody is there to approve that several rules go at once. */
function withoutConsent(env: Readonly<Record<string, string>>): string {
  const file = join(env['HOME'] ?? '', 'config.json');
  writeFileSync(file, JSON.stringify({ security_settings: { confirm: 'never' } }));
  return file;
}

interface Answer {
  readonly status: string;
  readonly rules: readonly unknown[];
}

describe('requests that a call of many costs', () => {
  it('[many.two-per-group] 300 rules over five groups in two regions: two for each group at most', async () => {
    const sandbox = await startTestSandbox({ onRequest: waitForTransit });
    // The seed's groups hold some rules already; the quota is for each family.
    await Promise.all(
      ['us-east-1', 'eu-west-1'].map((region) => sandbox.setResources({ rulesPerGroup: 100 }, region)),
    );
    const groups = await pickFiveGroups(sandbox);
    const before = await listRules(sandbox);
    const env = freshEnvironment(environmentWithKey(sandbox, sandbox.keys.minimal));
    const call = [
      '--ip-addresses',
      createAddresses(60).join(),
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
    const asked = sandbox.requests.filter(({ service }) => service === 'ec2');
    // The groups of a region are read together.
    expect(asked).toHaveLength(7);
    expect(await listRules(sandbox)).toHaveLength(before.length + 300);
    const removed = await runProgram(['remove', ...call, '-c', withoutConsent(env)], { env });
    expect({ code: removed.code, stderr: removed.stderr }).toEqual({ code: 0, stderr: '' });
    const askedThen = sandbox.requests.filter(({ service }) => service === 'ec2').slice(asked.length);
    expect(
      askedThen
        .map(({ action }) => action.charAt(0))
        .sort()
        .join(''),
    ).toBe('DDRRRRR');
    expect(await listRules(sandbox)).toEqual(before);
  });

  it('[many.two-per-group] sixty addresses into one group and out of it again: two requests each', async () => {
    const sandbox = await startTestSandbox();
    await sandbox.setResources({ rulesPerGroup: 100 });
    const env = freshEnvironment(environmentWithKey(sandbox, sandbox.keys.minimal));
    const before = await listRules(sandbox);
    const call = ['--ip-addresses', createAddresses(60).join(), 'sg-123456', '--port', '8443'];
    const asked = () => sandbox.requests.filter(({ service }) => service === 'ec2').length;
    expect((await runProgram(['add', ...call], { env })).code).toBe(0);
    expect(asked()).toBe(2);
    expect(await listRules(sandbox)).toHaveLength(before.length + 60);
    const { code } = await runProgram(['remove', ...call, '-c', withoutConsent(env)], { env });
    expect(code).toBe(0);
    expect(asked()).toBe(4);
    expect(await listRules(sandbox)).toEqual(before);
  });

  it('[many.four-at-once] eight groups of one region: four at a time, and no more', async () => {
    const [now, most] = [new Map<string, number>(), new Map<string, number>()];
    const sandbox = await startTestSandbox({
      async onRequest({ action, region }) {
        const kind = `${/^(?:Authorize|Revoke)/.test(action) ? 'changes' : action} ${region}`;
        now.set(kind, (now.get(kind) ?? 0) + 1);
        most.set(kind, Math.max(most.get(kind) ?? 0, now.get(kind) ?? 0));
        await waitForTransit();
        now.set(kind, (now.get(kind) ?? 0) - 1);
      },
    });
    const { regions, accountId } = await sandbox.state();
    const groups = ['us-east-1', 'eu-west-1'].flatMap((region) =>
      (regions[region]?.groups ?? []).map(
        ({ id }) => `arn:aws:ec2:${region}:${accountId}:security-group/${id}`,
      ),
    );
    const env = freshEnvironment(sandbox.environment());
    const call = ['--ip-addresses', createAddresses(2).join(), '--targets', groups.join(), '--port', '8443'];
    for (const command of [
      ['add', ...call],
      ['remove', ...call, '-c', withoutConsent(env)],
    ]) {
      most.clear();
      expect((await runProgram(command, { env })).code).toBe(0);
      // How many meet there, a busy machine decides.
      expect(most.get('changes us-east-1')).toBeGreaterThan(1);
      expect(most.get('changes us-east-1')).toBeLessThanOrEqual(4);
      expect(most.get('changes eu-west-1')).toBeLessThanOrEqual(4);
      expect(most.get('DescribeSecurityGroups us-east-1')).toBe(1);
    }
  });
});
