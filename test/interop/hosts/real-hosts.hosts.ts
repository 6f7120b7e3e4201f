import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { tools } from '#tools/index.ts';
import { freshEnvironment, temporaryFolder } from '#test/support/program/program.ts';
import { type Host, HOSTS } from './hosts.ts';
import { type Script, startScriptedModel } from './scripted-model.ts';

const GROUP = 'sg-123456';
const SAYS = 'That is what the tool said.';

/** What a host says of schemas that it does not like, or of a server that it cannot use. */
const COMPLAINT = /schema|strict mode|not supported|failed|error/i;

async function ask(host: Host, script: Omit<Script, 'says'>, settings: object = {}) {
  const model = await startScriptedModel({ ...script, says: SAYS });
  onTestFinished(() => model.close());
  const home = temporaryFolder();
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  write('limits.json', JSON.stringify(settings));
  const server = [
    process.execPath,
    inject('packedBin'),
    '--sandbox',
    '-c',
    join(home, 'limits.json'),
  ] as const;
  const place = { home, modelUrl: model.url, server };
  for (const [path, text] of Object.entries(host.files(place))) write(path, text);
  const [program, ...words] = host.command(place);
  const folders = ['CONFIG', 'DATA', 'STATE', 'CACHE'].map((kind) => [`XDG_${kind}_HOME`, join(home, kind)]);
  const env = freshEnvironment({
    HOME: home,
    NO_COLOR: '1',
    ...Object.fromEntries(folders),
    ...host.env(place),
  });
  const ended = await new Promise<{ code: number; output: string }>((resolve) => {
    const options = { cwd: home, env, timeout: 50_000 };
    const child = execFile(program, [...words, 'Which rules has it?'], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), output: `${stdout}\n${stderr}` });
    });
    child.stdin?.end();
  });
  return { ...ended, model };
}

describe.each(HOSTS)('$name', (host) => {
  it('offers the tools, makes a call, hands its answer back, and complains of nothing', async () => {
    const script = { tool: 'whitelist_list', arguments: { security_group_id: GROUP } };
    const { code, output, model } = await ask(host, script);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining(SAYS) as string });
    const offered = tools.map(({ name }) => model.offered().filter((one) => one.endsWith(name)).length);
    expect(offered).toEqual(tools.map(() => 1));
    expect(model.handedBack()).toContain('198.51.100.24/32');
    expect(output).not.toMatch(COMPLAINT);
    expect(model.unknown).toEqual([]);
  });

  // Some decline by themselves where nobody sits before them: that is no person's no.
  it('leads to the page where a person has to approve, and nobody is there', async () => {
    const rule = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 443 };
    const settings = { security_settings: { confirm: 'always' } };
    const { code, model } = await ask(host, { tool: 'whitelist_add', arguments: rule }, settings);
    expect(code).toBe(0);
    expect(model.handedBack()).toMatch(/A person has to approve this change/);
    expect(model.handedBack()).toMatch(/http:\/\/127\.0\.0\.1:\d+\//);
    expect(model.handedBack()).not.toMatch(/declined/);
  });
});
