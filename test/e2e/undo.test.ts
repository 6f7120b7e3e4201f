import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectClient } from '#test/support/clients/mcp-clients.ts';
import {
  freshEnvironment,
  runProgram,
  startProgram,
  temporaryFolder,
} from '#test/support/program/program.ts';
import { startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';

const ADD = ['add', '203.0.113.7', 'sg-0123abcd', '--port', '8443', '--description', 'Jo, home'];

async function setUpUndo() {
  const sandbox = await startTestSandbox();
  const env = freshEnvironment(sandbox.environment());
  const file = join(temporaryFolder(), 'last.json');
  return {
    sandbox,
    env,
    file,
    run: (...args: string[]) => runProgram(args, { env }),
    keep: (text: string) => writeFileSync(file, text),
    rules: async () => {
      const { regions } = await sandbox.state();
      const group = regions['us-east-1']?.groups.find(({ id }) => id === 'sg-0123abcd');
      return (group?.rules ?? []).filter(({ egress }) => !egress);
    },
  };
}

describe('[undo.product] awswhitelist undo', () => {
  it('brings the group back to what it was, from the file that --json wrote', async () => {
    const { run, keep, file, rules } = await setUpUndo();
    const before = await rules();
    keep((await run(...ADD, '--json')).stdout);
    expect(await rules()).toHaveLength(before.length + 1);
    expect(await run('undo', file)).toMatchObject({ code: 0, stderr: '' });
    expect(await rules()).toEqual(before);
  });

  it('brings a removed rule back with its words, from standard input', async () => {
    const { run, env, rules } = await setUpUndo();
    await run(...ADD, '--expires-in', '2h');
    const before = (await rules()).map(({ description }) => description);
    const { stdout } = await run('remove', '203.0.113.7', 'sg-0123abcd', '--port', '8443', '--json');
    const program = startProgram(['undo', '--json'], { env });
    program.child.stdin.end(stdout);
    const { code, stdout: answers } = await program.ended;
    expect(code).toBe(0);
    expect(JSON.parse(answers)).toMatchObject([
      { rules: [{ cidr: '203.0.113.7/32', description: 'Jo, home' }] },
    ]);
    expect((await rules()).map(({ description }) => description)).toEqual(before);
  });

  it('takes back what was done in a chat', async () => {
    const { run, keep, file, env, rules } = await setUpUndo();
    const before = await rules();
    const client = await connectClient({ env });
    const args = { ip_address: '203.0.113.7', security_group_id: 'sg-0123abcd', port: 8443 };
    const { structured } = await client.call('whitelist_add', args);
    keep(JSON.stringify(structured));
    expect((await run('undo', file)).code).toBe(0);
    expect(await rules()).toEqual(before);
  });

  it('leaves what was changed since, and ends with 10', async () => {
    const { run, keep, file, rules } = await setUpUndo();
    keep((await run(...ADD, '--json')).stdout);
    await run(...ADD, '--holder', 'ann');
    const now = await rules();
    const { code, stdout } = await run('undo', file);
    expect(code).toBe(10);
    expect(stdout).toMatch(/^Changed since then in sg-0123abcd: nothing was changed\./);
    expect(await rules()).toEqual(now);
  });

  it('makes no other call than an answer has, and none with credentials', async () => {
    const { run, keep, file, sandbox } = await setUpUndo();
    const credentials = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_access_key: 'canary' };
    const open = { security_group_id: 'sg-0123abcd', ip_address: '198.51.100.0/24', port: 22 };
    const restore = { from: null, to: 'x' };
    for (const step of [
      { tool: 'whitelist_add', arguments: open },
      { tool: 'whitelist_sweep', arguments: { ...open, restore } },
      { tool: 'whitelist_add', arguments: { ...open, restore, credentials } },
    ]) {
      keep(JSON.stringify({ undo: [step] }));
      const { code, stdout, stderr } = await run('undo', file);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).not.toContain('canary');
    }
    expect(sandbox.requests).toEqual([]);
  });
});
