import { describe, expect, it } from 'vitest';
import { freshEnvironment, runProgram, type Environment } from '#test/support/program/program.ts';
import { startRawServer } from '#test/support/clients/raw-server.ts';
import {
  toCredentialsArgument,
  environmentWithKey,
  startTestSandbox,
} from '#test/support/sandbox/running-sandbox.ts';

// That none of it is ever a secret: test/canary.
const LINE = /^\d{4}-\d\d-\d\dT[\d:.]+Z (ERROR|WARNING|INFO|DEBUG) \S/;
const CHECK = { security_group_id: 'sg-123456', ip_address: '198.51.100.24', port: 22 };

/** A good call, a bad one, and a line that is no message. */
async function converse(env: Environment, args: readonly string[]) {
  const sandbox = await startTestSandbox();
  const { admin, session, minimal } = sandbox.keys;
  const server = startRawServer(args, {
    env: freshEnvironment({ ...environmentWithKey(sandbox, admin), ...env }),
  });
  await server.initialize('2025-11-25');
  const call = (more: object) =>
    server.request('tools/call', { name: 'whitelist_check', arguments: { ...CHECK, ...more } });
  expect((await call({})).result).toMatchObject({ structuredContent: { allowed: true } });
  const wrong = { ...toCredentialsArgument(session), secret_access_key: minimal.secretAccessKey };
  expect((await call({ credentials: wrong })).result).toMatchObject({ isError: true });
  server.send('no message');
  server.child.stdin.end();
  return { exit: await server.ended, messages: server.messages() };
}

describe('standard error', () => {
  it('is silent by default, whatever goes wrong with a call', async () => {
    expect((await converse({}, [])).exit.stderr).toBe('');
  });

  it.each([
    ['-v', {}, ['-v']],
    ['--verbose', {}, ['--verbose']],
    ['AWS_WHITELIST_LOG_LEVEL=DEBUG', { AWS_WHITELIST_LOG_LEVEL: 'DEBUG' }, []],
  ] as const)('tells what happens with %s', async (_, env, args) => {
    const { exit, messages } = await converse(env, args);
    for (const line of exit.stderr.trimEnd().split('\n')) expect(line).toMatch(LINE);
    expect(exit.stderr).toMatch(/ DEBUG credentials found source="environment variables" region=us-east-1/);
    expect(exit.stderr).toMatch(/ DEBUG AWS ec2:DescribeSecurityGroups region=us-east-1 ms=\d+ .*result=ok/);
    expect(exit.stderr).toMatch(/ INFO whitelist_check answered outcome=ok ms=\d+/);
    expect(exit.stderr).toMatch(/ INFO whitelist_check answered outcome=invalid_credentials ms=\d+/);
    for (const message of messages) expect(message).toMatchObject({ jsonrpc: '2.0' });
  });

  it('tells less with AWS_WHITELIST_LOG_LEVEL=INFO, and what is wrong with an unknown level', async () => {
    const { exit } = await converse({ AWS_WHITELIST_LOG_LEVEL: 'info' }, []);
    expect(exit.stderr).toMatch(/ INFO whitelist_check answered/);
    expect(exit.stderr).not.toMatch(/ DEBUG /);
    const odd = await runProgram([], { env: freshEnvironment({ AWS_WHITELIST_LOG_LEVEL: 'DEBGU' }) });
    expect(odd).toMatchObject({ code: 0, stdout: '' });
    expect(odd.stderr).toMatch(/ WARNING AWS_WHITELIST_LOG_LEVEL is not one of .*did you mean DEBUG\?/);
  });
});
