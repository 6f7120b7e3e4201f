import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AUTHORITY_FILE, startFakeIpSources, type FakeIpSource } from '#test/support/network/ip-sources.ts';
import { freshEnvironment, runProgram } from '#test/support/program/program.ts';

const ME = '203.0.113.7';
const ME6 = '2001:db8:1:2::7';
const LOCALHOST = join(import.meta.dirname, '../support/network/localhost.cjs');

interface Answer {
  readonly status?: string;
  readonly rules: readonly { readonly cidr: string; readonly from_port: number }[];
  readonly warnings: readonly string[];
}

function machine(standIns: readonly FakeIpSource[]) {
  const env = freshEnvironment({
    NODE_EXTRA_CA_CERTS: AUTHORITY_FILE,
    NODE_OPTIONS: `--require ${LOCALHOST}`,
  });
  const sources = standIns.map(({ url }) => url);
  writeFileSync(join(env['HOME'] ?? '', 'config.json'), JSON.stringify({ public_ip: { sources } }));
  return async (...words: readonly string[]) => {
    const argv = [...words, '--sandbox', '--json', '-c', './config.json'];
    const { code, stdout, stderr } = await runProgram(argv, { env });
    return { code, stderr, answer: stdout === '' ? null : (JSON.parse(stdout) as Answer) };
  };
}

it('[current.tools] lets in the address of whoever asks, in both families, and takes it out again', async () => {
  const run = machine(await startFakeIpSources({ 4: ME, 6: ME6 }, { 4: ME, 6: ME6 }));
  const { answer } = await run('add', 'current', 'staging-db');
  expect(answer).toMatchObject({
    status: 'added',
    rules: [
      { cidr: `${ME}/32`, from_port: 5432 },
      { cidr: `${ME6}/128`, from_port: 5432 },
    ],
  });
  expect(answer?.warnings.join('\n')).toContain('2001:db8:1:2::/64 in its place');
  expect(await run('check', 'current', 'staging-db')).toMatchObject({ code: 0, answer: { allowed: true } });
  const out = await run('remove', 'current', 'staging-db', '--families', '4');
  expect(out.answer).toMatchObject({ status: 'removed', rules: [{ cidr: `${ME}/32` }] });
  const ask = ['check', 'current', 'staging-db', '--families'];
  expect(await run(...ask, '6')).toMatchObject({ code: 0, answer: { allowed: true } });
  // A group as a source lets in the private addresses of its members, which this is none of.
  expect(await run(...ask, '4')).toMatchObject({ code: 1, answer: { allowed: false } });
});

it('[current.tools] changes nothing where the sources disagree, or none answers', async () => {
  const run = machine(await startFakeIpSources({ 4: ME }, { 4: '198.51.100.9' }));
  const { code, stderr } = await run('add', 'current', 'staging-db');
  expect(code).toBe(6);
  expect(stderr).toContain('disagree');
  const offline = machine(await startFakeIpSources({ 4: null }, { 4: null }));
  expect(await offline('add', 'current', 'staging-db')).toMatchObject({
    code: 6,
    answer: { error: { code: 'ip_unknown', outcome: 'not_done' } },
  });
  const { answer } = await run('list', 'staging-db');
  expect(JSON.stringify(answer?.rules)).not.toMatch(/203\.0\.113\.7|198\.51\.100\.9|127\.0\.0\.1|::1/);
});
