import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshEnvironment, runProgram, startProgram } from '#test/support/program/program.ts';
import { startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';
import { createAddresses, filterChanges, pickFiveGroups, listRules } from './setup.ts';

interface Answer {
  readonly status: string;
  readonly rules: readonly { readonly state: string; readonly security_group_id: string }[];
  readonly failures: readonly { readonly code: string; readonly outcome: string }[];
}

const stateOf = (answer: Answer, state: string) => answer.rules.filter((rule) => rule.state === state).length;

describe('a call of many groups that is stopped', () => {
  it.skipIf(process.platform === 'win32')(
    '[many.interrupted] tells what was done by then, sends nothing more, and the same call finishes it',
    async () => {
      let arrived = () => {};
      let release = () => {};
      const held = new Promise<void>((resolve) => (release = resolve));
      const first = new Promise<void>((resolve) => (arrived = resolve));
      let count = 0;
      const sandbox = await startTestSandbox({
        async onRequest({ action }) {
          if (!action.startsWith('Authorize')) return;
          count += 1;
          if (count <= 2) return;
          // Two are answered; four are under way, and no more at once in one region.
          if (count === 6) arrived();
          await held;
        },
      });
      const before = await listRules(sandbox);
      const env = freshEnvironment(sandbox.environment());
      const state = await sandbox.state();
      const groups = (state.regions['us-east-1']?.groups ?? []).map(({ id }) => id);
      const call = [
        'add',
        '--ip-addresses',
        createAddresses(3).join(),
        '--targets',
        groups.join(),
        '--port',
        '8443',
        '--json',
      ];
      const { child, ended } = startProgram(call, { env });
      await first;
      child.kill('SIGINT');
      const { code, stdout } = await ended;
      expect(code).toBe(130);
      const answer = JSON.parse(stdout) as Answer;
      expect(answer.status).toBe('partial');
      expect([stateOf(answer, 'added'), stateOf(answer, 'unknown'), stateOf(answer, 'not_done')]).toEqual([
        6, 12, 6,
      ]);
      expect(filterChanges(sandbox)).toHaveLength(6);
      release();
      const again = await runProgram(call, { env });
      expect(again.code).toBe(0);
      expect(await listRules(sandbox)).toHaveLength(before.length + 3 * groups.length);
    },
  );

  it('[many.partial] by AWS in one of its groups is done in part: exit code 10, and every rule told', async () => {
    const sandbox = await startTestSandbox();
    const env = freshEnvironment(sandbox.environment());
    const before = await listRules(sandbox);
    const groups = await pickFiveGroups(sandbox);
    const far = groups.slice(3).map((arn) => arn.split('/')[1]);
    await sandbox.setFaults([
      { action: 'Authorize*', call: 2, fault: { kind: 'error', code: 'UnauthorizedOperation', status: 403 } },
    ]);
    const call = [
      'add',
      '--ip-addresses',
      createAddresses(2).join(),
      '--targets',
      groups.join(),
      '--port',
      '8443',
    ];
    const { code, stdout } = await runProgram([...call, '--json'], { env });
    expect(code).toBe(10);
    const answer = JSON.parse(stdout) as Answer;
    expect(answer).toMatchObject({
      status: 'partial',
      failures: [{ code: 'access_denied', outcome: 'not_done' }],
    });
    expect([stateOf(answer, 'added'), stateOf(answer, 'not_done')]).toEqual([8, 2]);
    expect(await listRules(sandbox)).toHaveLength(before.length + 8);
    await sandbox.setFaults([]);
    const again = await runProgram(call, { env });
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toMatch(/^Added 2 rules to 5 security groups; 8 there already\.\n/);
    expect(await listRules(sandbox)).toHaveLength(before.length + 10);
    expect(again.stdout).toContain(`${far[0]} (eu-west-1)`);
  });
});

describe('awswhitelist add --from FILE', () => {
  it.each([
    ['lines', '# the office\n203.0.113.1   # Jo\n\n203.0.113.2\r\n2001:db8::/64\n'],
    ['CSV', 'name,ip_address\n"Jo, home",203.0.113.1\nKim,203.0.113.2\nv6,2001:db8::/64\n'],
    ['JSON', '["203.0.113.1", "203.0.113.2", "2001:db8::/64"]'],
  ])('[from-file.given] lets in what the file says, as %s', async (_, text) => {
    const sandbox = await startTestSandbox();
    const env = freshEnvironment(sandbox.environment());
    const before = await listRules(sandbox);
    writeFileSync(join(env['HOME'] ?? '', 'list'), text);
    const { code } = await runProgram(['add', '--from', 'list', 'sg-123456', '--port', '8443'], { env });
    expect(code).toBe(0);
    expect((await listRules(sandbox)).filter((rule) => !before.includes(rule))).toEqual(
      ['2001:db8::/64', '203.0.113.1/32', '203.0.113.2/32'].map(
        (cidr) => `us-east-1 sg-123456 tcp 8443-8443 ${cidr}`,
      ),
    );
    expect(filterChanges(sandbox)).toHaveLength(1);
  });

  it('[from-file.given] lets in what standard input says', async () => {
    const sandbox = await startTestSandbox();
    const env = freshEnvironment(sandbox.environment());
    const before = await listRules(sandbox);
    const { child, ended } = startProgram(['add', '--from', '-', 'sg-123456', '--port', '8443'], { env });
    child.stdin.end('203.0.113.1\n203.0.113.2\n');
    expect((await ended).code).toBe(0);
    expect(await listRules(sandbox)).toHaveLength(before.length + 2);
    expect(filterChanges(sandbox)).toHaveLength(1);
  });

  it('sends nothing where a line is no address, and names the line', async () => {
    const sandbox = await startTestSandbox();
    const env = freshEnvironment(sandbox.environment());
    writeFileSync(join(env['HOME'] ?? '', 'list'), '203.0.113.1\n203.0.113.300\n');
    const { code, stderr } = await runProgram(['add', '--from', 'list', 'sg-123456', '--port', '8443'], {
      env,
    });
    expect(code).toBe(2);
    expect(stderr).toContain('line 2');
    expect(sandbox.requests).toEqual([]);
  });
});
