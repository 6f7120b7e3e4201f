import { spawn } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { freshEnvironment, runProgram, temporaryFolder } from '#test/support/program/program.ts';
import { startRawServer } from '#test/support/clients/raw-server.ts';
import { startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';

const GROUP = 'sg-123456';

describe('[hosts.nobody] a process without a home and a name', () => {
  const preload = join(import.meta.dirname, '../support/program/nobody.cjs');
  const nobody = (more: Readonly<Record<string, string>> = {}) => {
    const { HOME: _home, USERPROFILE: _profile, ...env } = freshEnvironment(more);
    return { env: { ...env, NODE_OPTIONS: `--require ${preload}` }, cwd: temporaryFolder() };
  };

  it.each([['--help'], ['--version'], ['policy'], ['list', '--sandbox'], ['doctor', '--sandbox']])(
    'awswhitelist %s %s',
    async (...words) => {
      const { code, stdout, stderr } = await runProgram(words, nobody());
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout.length).toBeGreaterThan(10);
    },
  );

  it('lets an address in, under the number that it has in place of a name', async () => {
    const sandbox = await startTestSandbox();
    const words = ['add', '198.51.100.43', GROUP, '--port', '22', '--json'];
    const { code, stdout } = await runProgram(words, nobody({ ...sandbox.environment() }));
    expect(code).toBe(0);
    const uid = process.getuid?.();
    const holder = uid === undefined ? 'unknown' : `uid-${uid}`;
    expect(JSON.parse(stdout)).toMatchObject({ status: 'added', rules: [{ holders: [{ holder }] }] });
  });

  it('serves', async () => {
    const server = startRawServer(['--sandbox'], nobody());
    await server.initialize('2025-06-18');
    expect((await server.request('tools/list', null)).result).toHaveProperty('tools');
    const call = { name: 'whitelist_list', arguments: null };
    expect((await server.request('tools/call', call)).result).toHaveProperty('structuredContent');
  });
});

describe('[hosts.unfilled] a host that does not fill its placeholders in', () => {
  const LITERAL = '${user_config.profile}';
  const callOf = (name: string, args: object = {}) => ({ name, arguments: args });

  it('is warned of in each answer, and what it names counts as left out', async () => {
    const sandbox = await startTestSandbox();
    const env = freshEnvironment({ ...sandbox.environment(), AWS_PROFILE: LITERAL });
    const server = startRawServer([], { env });
    await server.initialize('2025-06-18');
    const told = `The host left ${LITERAL} in AWS_PROFILE unfilled`;
    for (const method of ['tools/call', 'whitelist/whoami']) {
      const params = method === 'tools/call' ? callOf('whitelist_whoami') : {};
      const { result } = await server.request(method, params);
      const answer = (result?.['structuredContent'] ?? result) as { readonly warnings: readonly string[] };
      expect(answer.warnings.filter((text) => text.startsWith(told))).toHaveLength(1);
    }
    const { result: failed } = await server.request(
      'tools/call',
      callOf('whitelist_check', { port: 'htps' }),
    );
    expect(JSON.stringify(failed)).toContain(told);
  });

  it('is told so by every call where it names the config file', async () => {
    const server = startRawServer(['--sandbox', '-c', '${user_config.config}']);
    await server.initialize('2025-06-18');
    const { result } = await server.request('tools/call', callOf('whitelist_list'));
    expect(result).toMatchObject({
      isError: true,
      _meta: { 'awswhitelist/error': { code: 'config_error' } },
    });
  });
});

describe('[hosts.updated] an update while the server runs', () => {
  /** A copy of the program, and a server of it that has done nothing yet. */
  async function startCopy() {
    const folder = join(temporaryFolder(), 'dist');
    cpSync(dirname(inject('packedBin')), folder, { recursive: true });
    const child = spawn(process.execPath, [join(folder, 'bin.cjs'), '--sandbox'], {
      env: freshEnvironment(),
      stdio: 'pipe',
    });
    const lines: string[] = [];
    let rest = '';
    const heard = new Set<() => void>();
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
      heard.forEach((hear) => hear());
    });
    const request = async (id: number, method: string, params: object): Promise<Record<string, unknown>> => {
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
      for (;;) {
        const found = lines
          .map((line) => JSON.parse(line) as Record<string, unknown>)
          .find((one) => one['id'] === id);
        if (found) return found;
        await new Promise<void>((resolve) => {
          const hear = () => (heard.delete(hear), resolve());
          heard.add(hear);
        });
      }
    };
    const clientInfo = { name: 'e2e', version: '1' };
    await request(1, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
    return { folder, request, end: () => child.kill() };
  }

  const partsOf = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.cjs'));
  const isOwnBuild = /globalThis\[Symbol\.for\("awswhitelist\.build"\)\](?:!==|=)"[0-9a-f]{16}"/;

  it('is possible to tell: every part has the id of one build', () => {
    const folder = dirname(inject('packedBin'));
    const ids = partsOf(folder).map((name) => {
      const [found = ''] = isOwnBuild.exec(readFileSync(join(folder, name), 'utf8').slice(0, 400)) ?? [];
      return found.slice(-17, -1);
    });
    expect(ids.length).toBeGreaterThan(10);
    expect(new Set(ids)).toEqual(new Set([expect.stringMatching(/^[0-9a-f]{16}$/)]));
  });

  it.each([
    [
      'other parts',
      (folder: string) => {
        for (const name of partsOf(folder)) {
          const text = readFileSync(join(folder, name), 'utf8');
          writeFileSync(
            join(folder, name),
            text.replace(/("awswhitelist\.build"\)\](?:!==|=)")[0-9a-f]{4}/, '$1zzzz'),
          );
        }
      },
    ],
    ['no parts', (folder: string) => rmSync(folder, { recursive: true })],
  ])('with %s in their place: the answer says that a restart helps', async (_, update) => {
    const { folder, request, end } = await startCopy();
    update(folder);
    const call = { name: 'whitelist_list', arguments: { security_group_id: GROUP } };
    const { result } = await request(2, 'tools/call', call);
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringMatching(/was updated.*\n.*restart/) as string }],
      _meta: { 'awswhitelist/error': { code: 'program_updated' } },
    });
    end();
  });
});
