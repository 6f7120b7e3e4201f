import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTerminal } from '#test/support/program/terminal.ts';
import { loadConfig } from '#config/load.ts';
import { judgeCall } from '#tools/saved-calls/judge-call.ts';
import { readSavedCall } from '#tools/saved-calls/read-call.ts';
import { CONFIG_PLACE } from '#test/support/harness/config-place.ts';

const add = (more: object = {}) => ({
  tool: 'whitelist_add',
  arguments: { ip_address: '203.0.113.7', security_group_id: 'sg-0123abcd', port: 443, ...more },
});
const remove = (more: object = {}) => ({
  method: 'whitelist/remove',
  params: { ip_address: '203.0.113.7', security_group_id: 'sg-0123abcd', ...more },
});

const undo = (more: object) => ({
  tool: 'whitelist_undo',
  arguments: {
    ip_address: '203.0.113.7/32',
    security_group_id: 'sg-0123abcd',
    port: 443,
    protocol: 'tcp',
    ...more,
  },
});

const move = (more: object = {}) => ({
  tool: 'whitelist_move',
  arguments: { ip_address: '203.0.113.7', ...more },
});

/** Judges calls under these settings. */
async function check(calls: unknown, settings: object = {}, ...argv: string[]) {
  const terminal = openTerminal();
  terminal.write('CALL.json', typeof calls === 'string' ? calls : JSON.stringify(calls));
  terminal.write('me.json', JSON.stringify({ security_settings: settings }));
  return terminal.run('policy', 'check', 'CALL.json', '-c', './me.json', ...argv);
}
async function checkJson(calls: unknown, settings: object = {}) {
  const { out, code, err } = await check(calls, settings, '--json');
  const { calls: judged, not_told } = JSON.parse(out) as { calls: { verdict: string }[]; not_told: string[] };
  return { code, err, verdicts: judged.map(({ verdict }) => verdict), judged, not_told };
}

describe('awswhitelist policy check', () => {
  it('lets ordinary work pass, and says what only AWS can tell', async () => {
    expect(await check(add())).toEqual({
      code: 0,
      out: 'whitelist_add: the settings let it pass.\n\nNot told without AWS: what AWS allows the credentials.\n',
      err: '',
    });
  });

  it('tells each refusal: setting, file, and what would allow it', async () => {
    const { out, code } = await check(add({ ip_address: '0.0.0.0/0', port: 22 }));
    expect(code).toBe(4);
    expect(out).toMatch(
      /^whitelist_add: the settings refuse it\.\n {2}- It would let in every IPv4 address in the world\.\n {4}security_settings\.allow_world_open decides this \(in \S+me\.json\); true there would allow it\.\n {2}- 0\.0\.0\.0\/0 is as wide as \/0; on SSH,/,
    );
    expect(out).not.toContain('Not told');
  });

  it('says that by default, where there is no file', async () => {
    const terminal = openTerminal();
    terminal.write('CALL.json', JSON.stringify(add({ ip_address: '::/0' })));
    expect((await terminal.run('policy', 'check', 'CALL.json')).out).toContain(
      '(by default; a config file, -c, can',
    );
  });

  it('tells when a person is asked', async () => {
    const { out, code } = await check(add(), { confirm: 'always' });
    expect(code).toBe(9);
    expect(out).toContain(
      'whitelist_add: the settings let it pass once a person has said yes.\n  - Every change',
    );
    expect(await checkJson(remove({ port: 443 }), { confirm: 'always' })).toMatchObject({ code: 9 });
  });

  it.each<[string, unknown, object, number, string]>([
    ['the name of the group', add(), { allowed_security_groups: ['web-*'] }, 8, 'allow'],
    ['how many rules there are', remove(), {}, 8, 'allow'],
    ['nothing, where nobody is asked', remove(), { confirm: 'never' }, 0, 'allow'],
    ['nothing, with a port', remove({ port: 0 }), {}, 0, 'allow'],
    [
      'whose rule an id names',
      { tool: 'whitelist_remove', arguments: { security_group_id: 'sg-0a', rule_id: 'sgr-0a' } },
      {},
      8,
      'allow',
    ],
    [
      'nothing, with the id allowed',
      add(),
      { allowed_security_groups: ['web-*', 'sg-0123abcd'] },
      0,
      'allow',
    ],
    ['nothing, with ids alone', add(), { allowed_security_groups: ['sg-0f'] }, 4, 'deny'],
    [
      'nothing, refused for its width',
      add({ ip_address: '::/0' }),
      { allowed_security_groups: ['web-*'] },
      4,
      'deny',
    ],
    ['nothing, read only', remove(), { read_only: true }, 4, 'deny'],
    ['nothing, reading', { tool: 'whitelist_list' }, { read_only: true }, 0, 'allow'],
    ['nothing, for as long as may be', add(), { max_rule_duration_hours: 1 }, 0, 'allow'],
    ['nothing, for longer', add({ expires_in: '61m' }), { max_rule_duration_hours: 1 }, 4, 'deny'],
    ['nothing, without an end', add({ expires_in: 'never' }), { max_rule_duration_hours: 1 }, 4, 'deny'],
    [
      'nothing, until long from now',
      add({ expires_at: '2999-01-01T00:00Z' }),
      { max_rule_duration_hours: 1 },
      4,
      'deny',
    ],
    [
      'nothing, back to what had no end',
      undo({ action: 'add', before: 'Jo' }),
      { max_rule_duration_hours: 1 },
      4,
      'deny',
    ],
    ['nothing, where removals go on', remove({ port: 1 }), { max_rule_duration_hours: 1 }, 0, 'allow'],
  ])('what it hangs on: %s', async (_, call, settings, code, verdict) => {
    expect(await checkJson(call, settings)).toMatchObject({ code, verdicts: [verdict] });
  });

  it('names what is decided elsewhere', async () => {
    const settings = {
      allowed_security_groups: ['tag:env=staging'],
      require_mfa: true,
      allow_root: false,
      rate_limit_per_minute: 3,
    };
    const { not_told } = await checkJson([add(), remove()], settings);
    expect(not_told.map((text) => text.split(/[ :]/)[0])).toEqual([
      'whether',
      'how',
      'what',
      'require_mfa',
      'allow_root',
      'rate_limit_per_minute',
    ]);
  });

  it('judges several calls; the one that gets least far decides the exit code', async () => {
    const wide = add({ ip_address: '0.0.0.0/0' });
    const bad = add({ port: 'htps' });
    expect(await checkJson([add(), wide, bad])).toMatchObject({
      code: 2,
      verdicts: ['allow', 'deny', 'error'],
    });
    expect(await checkJson([add(), wide])).toMatchObject({ code: 4 });
    expect((await check([bad])).out).toContain('  Error: Invalid port: got "htps"');
  });

  it.each([
    ['a method of either name', { method: 'whitelist_add', params: add().arguments }],
    [
      'what MCP sends beside',
      { jsonrpc: '2.0', id: 1, method: 'whitelist/add', params: { ...add().arguments, _meta: {} } },
    ],
    [
      'a whole request of MCP',
      { method: 'tools/call', params: { name: 'whitelist_add', arguments: add().arguments } },
    ],
    [
      'credentials',
      add({
        credentials: {
          access_key_id: 'AKIAIOSFODNN7EXAMPLE',
          secret_access_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
        },
      }),
    ],
  ])('takes %s', async (_, call) => {
    const { out, code } = await check(call, {}, '--json');
    expect(code).toBe(0);
    expect(out).not.toContain('wJalr');
  });

  it.each<[unknown, string]>([
    ['{"tool": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"', 'CALL.json is not valid JSON.'],
    [{ tool: 7 }, 'Invalid call: got an object, expected a tool and its arguments'],
    ['7', 'Invalid call: got 7'],
    ['[]', 'There is no call to judge: an empty list.'],
    [{ tool: 'whitelist_ad' }, 'Invalid tool: got "whitelist_ad", expected one of whitelist_add, '],
    [{ method: 'tools/call', params: {} }, 'Invalid tool: got nothing'],
    [{ method: 'tools/list' }, 'Invalid tool: got "tools/list"'],
    [{ tool: 'whitelist_add' }, 'Nothing says which security group is meant'],
    [{ method: 'whitelist/add' }, 'Nothing says which security group is meant'],
    [add({ force: true }), 'Unknown argument "force".'],
  ])('refuses %j', async (calls, message) => {
    const { code, out, err } = await check(calls);
    expect(code).toBe(2);
    expect(out + err).toContain(message);
    expect(out + err).not.toContain('wJalr');
  });

  it.each([
    [['check'], 'policy check takes one file with calls, or - for standard input.'],
    [['check', 'a', 'b'], 'policy check takes one file with calls'],
    [['check', 'a', '--for', 'roles'], 'policy check takes no --for.'],
    [['check', 'gone.json'], 'gone.json cannot be read (ENOENT).'],
  ])('refuses %j', async (argv, message) => {
    const { code, out, err } = await openTerminal().run('policy', ...argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it('a wrong config file is told for each call', async () => {
    const { code, out } = await check(add(), { confirm: 'sometimes' });
    expect(code).toBe(2);
    expect(out).toContain('security_settings.confirm is wrong');
  });

  it('reads standard input', () => {
    const root = join(import.meta.dirname, '../..');
    const run = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'src/bin.ts', 'policy', 'check', '-', '--json'],
      {
        cwd: root,
        input: JSON.stringify(add()),
        encoding: 'utf8',
      },
    );
    expect(run.status).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ calls: [{ verdict: 'allow' }] });
  });
});

it("asks nobody for the person's own address", async () => {
  const config = loadConfig({ flags: {}, env: {}, readFile: () => null, place: CONFIG_PLACE });
  const { tool } = readSavedCall(add());
  const args = { ip_address: 'current', security_group_id: 'sg-0123abcd', port: 443 };
  const { verdict, error } = await judgeCall({ tool, args }, config, new Date(0));
  expect({ verdict, code: error?.code }).toEqual({ verdict: 'error', code: 'invalid_input' });
  expect(error?.guidance).toEqual([expect.stringContaining('the one that awswhitelist my-ip shows')]);
});

describe('policy check of a move', () => {
  it('judges the new addresses, and says that its ports are those of the rules', async () => {
    const { code, verdicts, judged, not_told } = await checkJson(move(), { allowed_ports: [443] });
    expect({ code, verdicts }).toEqual({ code: 8, verdicts: ['allow'] });
    expect(judged).toMatchObject([{ depends_on_group: false, depends_on_rules: true }]);
    // By their former names too.
    expect(judged).toMatchObject([{ hangs_on_group: false, hangs_on_rules: true }]);
    expect(not_told.join()).toContain('which ports the rules of a move have');
    const wide = await checkJson([move({ ip_address: '::/0' }), move({ ip_address: '203.0.0.0/8' })]);
    expect(wide.verdicts).toEqual(['deny', 'deny']);
  });

  it('depends on the group where one is named, and passes over those that may not be changed where none is', async () => {
    const settings = { allowed_security_groups: ['web-*'] };
    const named = move({ security_group_id: 'sg-0123abcd' });
    const { judged } = await checkJson([move(), named], settings);
    expect(judged).toMatchObject([{ depends_on_group: false }, { depends_on_group: true }]);
    const { verdicts } = await checkJson([move(), named], { allowed_security_groups: ['sg-00000001'] });
    expect(verdicts).toEqual(['allow', 'deny']);
  });

  it('knows no address of the person, who is not asked', async () => {
    const { verdicts, judged } = await checkJson([{ tool: 'whitelist_move', arguments: {} }]);
    expect(verdicts).toEqual(['error']);
    expect(JSON.stringify(judged)).toContain('\\"current\\" is not known here');
  });
});
