import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectClient } from '#test/support/clients/mcp-clients.ts';
import {
  freshEnvironment,
  runProgram,
  startProgram,
  temporaryFolder,
  type Environment,
  type Program,
} from '#test/support/program/program.ts';

/** Variables out of lines for a shell. */
const exported = (lines: string): Record<string, string> =>
  Object.fromEntries(
    lines
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [, name = line, value = ''] = /^export (\w+)=([\w/+:.-]*)$/.exec(line) ?? [];
        return [name, value];
      }),
  );

async function startedSandbox(args: readonly string[], env: Environment): Promise<Program> {
  const program = startProgram(['sandbox', ...args], { env });
  await program.until('it listens', ({ stderr }) => stderr.endsWith('\n'));
  return program;
}

const statePlace = () => {
  const folder = temporaryFolder();
  const env = freshEnvironment({ XDG_STATE_HOME: folder });
  return { env, file: join(folder, 'awswhitelist/sandbox.json') };
};

const run = (line: string, env: Environment) => runProgram(line.split(' '), { env });

describe('awswhitelist sandbox', () => {
  it.each([
    ['SIGINT', []],
    ['SIGTERM', ['--json']],
  ] as const)('serves every process that has its environment, until %s', async (signal, args) => {
    const sandbox = await startedSandbox(args, freshEnvironment());
    const variables =
      args.length > 0 ? (JSON.parse(sandbox.stdout()) as Record<string, string>) : exported(sandbox.stdout());
    expect(Object.keys(variables)).toContain('AWS_ENDPOINT_URL');
    const env = freshEnvironment(variables);
    expect(await run('add 203.0.113.7 sg-0123abcd --port https', env)).toMatchObject({ code: 0 });
    expect(await run('check 203.0.113.7 sg-0123abcd --port https', env)).toMatchObject({ code: 0 });
    sandbox.child.kill(signal);
    expect(await sandbox.ended).toMatchObject({ code: 0, signal: null });
    expect(sandbox.stderr()).toMatch(
      /^The sandbox listens on http:\/\/127\.0\.0\.1:\d+\. Its state is kept in /,
    );
    expect(await run('list', env)).toMatchObject({ code: 6, stdout: '' });
  });

  it('listens where --port says, and says so where that is taken', async () => {
    const first = await startedSandbox(['--memory'], freshEnvironment());
    const endpoint = exported(first.stdout())['AWS_ENDPOINT_URL'] ?? '';
    const { port } = new URL(endpoint);
    const taken = await run(`sandbox --memory --port ${port}`, freshEnvironment());
    expect(taken).toMatchObject({ code: 2, stdout: '' });
    expect(taken.stderr).toMatch(/^Error: The sandbox cannot start: .*EADDRINUSE/);
    first.child.kill('SIGTERM');
    await first.ended;
    const again = await startedSandbox(['--memory', '--port', port], freshEnvironment());
    expect(exported(again.stdout())['AWS_ENDPOINT_URL']).toBe(endpoint);
  });

  it('keeps nothing with --memory', async () => {
    const { env, file } = statePlace();
    const sandbox = await startedSandbox(['--memory'], env);
    const own = freshEnvironment(exported(sandbox.stdout()));
    expect(await run('add 203.0.113.7 sg-0123abcd --port https', own)).toMatchObject({ code: 0 });
    sandbox.child.kill('SIGTERM');
    await sandbox.ended;
    expect(sandbox.stderr()).toMatch(/Nothing is kept when it ends/);
    expect(() => statSync(file)).toThrow(/ENOENT/);
  });

  it('ends although a client keeps a connection', async () => {
    const sandbox = await startedSandbox(['--memory'], freshEnvironment());
    const { port } = new URL(exported(sandbox.stdout())['AWS_ENDPOINT_URL'] ?? '');
    const socket = connectSocket(Number(port), '127.0.0.1');
    const closed = new Promise<void>((resolve) =>
      socket.on('error', () => {}).once('close', () => resolve()),
    );
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    sandbox.child.kill('SIGTERM');
    expect(await sandbox.ended).toMatchObject({ code: 0 });
    await closed;
  });
});

describe('--sandbox', () => {
  it('keeps its state between runs, in the person’s own state folder', async () => {
    const { env, file } = statePlace();
    expect(await run('add 203.0.113.7 sg-0123abcd --port https --sandbox', env)).toMatchObject({ code: 0 });
    expect(await run('--sandbox check 203.0.113.7 sg-0123abcd --port https', env)).toMatchObject({ code: 0 });
    const client = await connectClient({ args: ['--sandbox'], env });
    const rule = { security_group_id: 'sg-0123abcd', ip_address: '203.0.113.7', port: 443 };
    expect((await client.call('whitelist_check', rule)).structured).toMatchObject({ allowed: true });
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0);
    const elsewhere = await run('check 203.0.113.7 sg-0123abcd --port https --sandbox', statePlace().env);
    expect(elsewhere).toMatchObject({ code: 1 });
  });

  it('finds that folder in the home where nothing else is said', async () => {
    const env = freshEnvironment();
    expect(await run('add 203.0.113.7 sg-0123abcd --port https --sandbox', env)).toMatchObject({ code: 0 });
    if (process.platform === 'win32') return;
    expect(statSync(join(env['HOME']!, '.local/state/awswhitelist/sandbox.json')).isFile()).toBe(true);
  });

  it('lets several processes work on one state', async () => {
    const { env } = statePlace();
    const shared = await startedSandbox([], env);
    const atShared = freshEnvironment(exported(shared.stdout()));
    const servers = await Promise.all([
      connectClient({ args: ['--sandbox'], env }),
      connectClient({ args: ['--sandbox'], env }),
      connectClient({ env: atShared }),
    ]);
    const added = await Promise.all(
      servers.flatMap((server, i) =>
        Array.from({ length: 10 }, (_, n) =>
          server.call('whitelist_add', {
            security_group_id: 'sg-0123abcd',
            ip_address: `10.${i}.${n}.1`,
            port: 443,
          }),
        ),
      ),
    );
    expect(added.map(({ structured }) => structured?.['status'])).toEqual(Array(30).fill('added'));
    for (const server of servers) {
      const { structured } = await server.call('whitelist_list', { security_group_id: 'sg-0123abcd' });
      expect(structured?.['rules']).toHaveLength(32);
    }
  });

  it('begins anew only when told to, and never throws a damaged file away', async () => {
    const { env, file } = statePlace();
    await run('add 203.0.113.7 sg-0123abcd --port https --sandbox', env);
    const damaged = readFileSync(file, 'utf8').slice(0, -20);
    writeFileSync(file, damaged);
    const { code, stdout, stderr } = await run('list --sandbox', env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Error: The sandbox cannot start: /);
    expect(stderr).toContain(file);
    expect(readFileSync(file, 'utf8')).toBe(damaged);
  });
});
