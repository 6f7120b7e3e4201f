import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AUTHORITY_FILE, startFakeIpSources } from '#test/support/network/ip-sources.ts';
import { connectClient } from '#test/support/clients/mcp-clients.ts';
import {
  freshEnvironment,
  runProgram,
  temporaryFolder,
  type Environment,
} from '#test/support/program/program.ts';
import { startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';

/** Notes every file that is loaded as a module, as it is loaded. */
const RECORDER = `
const { appendFileSync } = require('node:fs');
const Module = require('node:module');
const load = Module._extensions['.cjs'] ?? Module._extensions['.js'];
const noting = (module, file) => {
  appendFileSync(process.env.LOADED_FILES, file + '\\n');
  return load(module, file);
};
Module._extensions['.js'] = Module._extensions['.cjs'] = noting;
`;

function recorder(extra: Environment): { readonly env: Environment; readonly loaded: () => string[] } {
  const folder = temporaryFolder();
  const [script, list] = [join(folder, 'recorder.cjs'), join(folder, 'loaded.txt')];
  writeFileSync(script, RECORDER);
  return {
    env: freshEnvironment({ ...extra, NODE_OPTIONS: `--require ${script}`, LOADED_FILES: list }),
    loaded: () =>
      existsSync(list)
        ? [...new Set(readFileSync(list, 'utf8').trim().split('\n'))].map((file) => basename(file))
        : [],
  };
}

const isAws = (file: string) => /^aws|proxy/.test(file);

describe('the AWS part', () => {
  it('is loaded by the first call that asks AWS, and not before', async () => {
    const sandbox = await startTestSandbox();
    const { env, loaded } = recorder(sandbox.environment());
    const client = await connectClient({ env });
    await client.listTools();
    expect(await client.call('whitelist_check', { ip_address: 'nonsense' })).toMatchObject({ isError: true });
    expect(loaded()).toContain('bin.cjs');
    expect(loaded()).toContain('serve.cjs');
    expect(loaded().filter(isAws)).toEqual([]);
    await client.call('whitelist_list', {});
    // Neither the rare sources of credentials nor the proxies are part of an everyday call, but whether there is one.
    expect(loaded().filter(isAws).sort()).toEqual([
      'aws-sdk.cjs',
      'aws-shared.cjs',
      'aws.cjs',
      'proxy-from-env.cjs',
    ]);
    expect(loaded()).not.toContain('sandbox.cjs');
    expect(loaded()).not.toContain('public-ip.cjs');
    expect(
      loaded().filter((file) => /^(databases|caches|load-balancers|functions|key-age|rule-limit)/.test(file)),
    ).toEqual([]);
  });

  it.each(['--help', '--version', 'add --help', 'add nonsense sg-1 --port 1'])(
    'is not loaded by awswhitelist %s',
    async (line) => {
      const { env, loaded } = recorder({});
      await runProgram(line.split(' '), { env });
      expect(loaded()).toContain('bin.cjs');
      expect(loaded().filter(isAws)).toEqual([]);
      expect(loaded()).not.toContain('serve.cjs');
      expect(loaded()).not.toContain('sandbox.cjs');
      expect(loaded()).not.toContain('public-ip.cjs');
    },
  );
});

describe('the public-ip part', () => {
  it('[current.on-demand] is loaded by my-ip alone, without the AWS part, and without proxies where there are none', async () => {
    const standIns = await startFakeIpSources({ 4: '203.0.113.7' }, { 4: '203.0.113.7' });
    const { env, loaded } = recorder({ NODE_EXTRA_CA_CERTS: AUTHORITY_FILE });
    const sources = standIns.map(({ url }) => url);
    writeFileSync(join(env['HOME'] ?? '', 'config.json'), JSON.stringify({ public_ip: { sources } }));
    const line = ['my-ip', '--families', '4', '-c', './config.json'];
    expect(await runProgram(line, { env })).toMatchObject({ code: 0, stderr: '' });
    expect(loaded()).toContain('public-ip.cjs');
    expect(loaded().filter(isAws)).toEqual(['proxy-from-env.cjs']);
    expect(loaded()).not.toContain('serve.cjs');
    expect(loaded()).not.toContain('sandbox.cjs');
  });
});
