import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';
import { tools } from '#tools/index.ts';

const bench: ToolHarness = await startToolHarness();
afterAll(() => bench.close());

const RULE = { security_group_id: 'sg-123456', ip_address: '203.0.113.7', port: 443 };
const CALLS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  whitelist_add: RULE,
  whitelist_remove: RULE,
  whitelist_move: { ip_address: '203.0.113.8', security_group_id: 'sg-123456' },
  whitelist_sweep: { security_group_id: 'sg-123456' },
  whitelist_check: RULE,
  whitelist_undo: { ...RULE, ip_address: '203.0.113.9', protocol: 'tcp', action: 'remove' },
};

/** The arguments that a call leaves out, each with this value. */
function fillWith(tool: (typeof tools)[number], value: unknown, besides: readonly string[] = []) {
  const given = CALLS[tool.name] ?? {};
  const others = tool.parameters
    .map(({ name }) => name)
    .filter((name) => !(name in given) && !besides.includes(name));
  return { ...Object.fromEntries(others.map((name) => [name, value])), ...given };
}

const SELECTORS = [
  'ip_address',
  'ip_addresses',
  'from_ip_address',
  'families',
  'security_group_id',
  'target',
];
const KEPT = ['targets', 'port', 'protocol', 'rule_id', 'holder'];
const NEVER_EMPTY = ['plan_token', 'expires_in', 'expires_at'];

describe.each(tools)('[hosts.left-out] $name', (tool) => {
  const takesAway = tool.annotations.destructiveHint;

  it('takes null for what is left out', async () => {
    const plain = await bench.call(tool.name, CALLS[tool.name] ?? {});
    const filled = await bench.call(tool.name, fillWith(tool, null));
    expect(Object.keys(filled)).toEqual(Object.keys(plain));
  });

  it.each([[''], [[]]])('takes %j for it, but where it could widen the call', async (empty) => {
    const refused = [...NEVER_EMPTY, ...(takesAway ? [...SELECTORS, ...KEPT] : [])];
    await bench.call(tool.name, fillWith(tool, empty, refused));
    const given = CALLS[tool.name] ?? {};
    const left = tool.parameters.filter(({ name }) => refused.includes(name) && !(name in given));
    for (const { name } of left) {
      const { code, message } = await bench.fail(tool.name, { ...given, [name]: empty });
      expect({ code, message }, name).toMatchObject({
        code: 'invalid_input',
        message: expect.stringMatching(`^Invalid ${name}: got .*leave it out`),
      });
    }
  });
});

describe('[hosts.left-out] null', () => {
  it('counts as no argument at all', async () => {
    for (const none of [null, undefined]) {
      expect(await bench.call('whitelist_whoami', none)).toMatchObject({ account: '123456789012' });
    }
  });

  it('is no part of credentials, and no credentials', async () => {
    const { accessKeyId, secretAccessKey } = bench.sandbox.keys.minimal;
    const keys = { access_key_id: accessKeyId, secret_access_key: secretAccessKey };
    const credentials = { ...keys, session_token: null, region: '' };
    const answer = await bench.call('whitelist_check', { ...RULE, credentials, region: 'us-east-1' });
    expect(answer).toMatchObject({ credential_source: 'the call' });
    for (const none of [{ access_key_id: null, secret_access_key: null }, {}, '', null]) {
      const found = await bench.call('whitelist_check', { ...RULE, credentials: none });
      expect(found['credential_source']).not.toBe('the call');
    }
  });

  it('selects nothing in a removal', async () => {
    const names = { target: 'sg-123456', ip_address: null, rule_id: null };
    expect(await bench.fail('whitelist_remove', names)).toMatchObject({
      code: 'invalid_input',
      missing: ['ip_address', 'rule_id'],
    });
    expect((await bench.fail('whitelist_sweep', { target: null })).code).toBe('invalid_input');
  });

  it.each([[[22]], [[22, '8000-8010']]])(
    'for the port of a removal takes all, and each is named: %j',
    async (port) => {
      const asked = await startToolHarness({ config: { security_settings: { confirm: 'never' } } });
      onTestFinished(() => asked.close());
      const rule = { ...RULE, ip_address: '203.0.113.70' };
      await asked.call('whitelist_add', { ...rule, port });
      const remove = tools.find(({ name }) => name === 'whitelist_remove');
      const removed = await remove?.call({ ...rule, port: null }, asked.runtime.toolContext());
      expect(removed?.result).toMatchObject({ status: 'removed' });
      const { columns = [], rows = [] } = removed?.view.table ?? {};
      expect(rows.map((row) => row[columns.indexOf('PORTS')])).toEqual(port.map(String));
    },
  );
});

describe('[hosts.text-forms] text', () => {
  it('is read as the list or the truth value that it says', async () => {
    const plan = { ...RULE, ip_address: '203.0.113.71' };
    for (const dry_run of ['true', 'True', ' TRUE ']) {
      expect(await bench.call('whitelist_add', { ...plan, dry_run })).toMatchObject({ status: 'planned' });
    }
    expect(await bench.call('whitelist_check', plan)).toMatchObject({ allowed: false });
    const { ip_address: _one, ...others } = plan;
    const added = await bench.call('whitelist_add', {
      ...others,
      ip_addresses: '["203.0.113.72", "203.0.113.73"]',
      port: '[443, 8443]',
      dry_run: 'false',
    });
    expect(added['rules']).toHaveLength(4);
    const targets = '["sg-123456"]';
    for (const ip_addresses of ['203.0.113.72', '203.0.113.72, 203.0.113.73', '["203.0.113.73"]']) {
      const call = { ip_addresses, targets, port: '443' };
      expect(await bench.call('whitelist_add', call)).toMatchObject({ status: 'already_present' });
    }
  });

  it('that says neither is refused as before', async () => {
    const { message } = await bench.fail('whitelist_add', { ...RULE, dry_run: 'yes' });
    expect(message).toBe('Invalid dry_run: got "yes", expected true or false. Example: true.');
    expect((await bench.fail('whitelist_add', { ...RULE, port: '[443' })).message).toContain('"[443"');
    const mixed = { security_group_id: 'sg-123456', ip_addresses: '["203.0.113.7", 5]' };
    expect((await bench.fail('whitelist_add', mixed)).message).toMatch(/^Invalid ip_addresses: got a list/);
  });

  it('may be credentials', async () => {
    const { accessKeyId, secretAccessKey } = bench.sandbox.keys.minimal;
    const credentials = JSON.stringify({ access_key_id: accessKeyId, secret_access_key: secretAccessKey });
    const answer = await bench.call('whitelist_check', { ...RULE, credentials, region: 'us-east-1' });
    expect(answer).toMatchObject({ credential_source: 'the call' });
  });
});

describe('[hosts.unfilled] a placeholder that a host did not fill in', () => {
  it.each([
    ['profile', '${user_config.profile}', 'profile'],
    ['region', '${env:AWS_REGION}', 'region'],
    ['ip_addresses', ['203.0.113.7', '${user_config.office}'], 'ip_addresses\\[1\\]'],
    ['description', 'by ${user}', 'description'],
    ['credentials', { access_key_id: '${env:AWS_ACCESS_KEY_ID}' }, 'credentials.access_key_id'],
  ])('in %s is named: %j', async (name, value, field) => {
    const { ip_address: _one, ...others } = RULE;
    const args = name === 'ip_addresses' ? others : RULE;
    const before = bench.sandbox.requests.length;
    const { code, message } = await bench.fail('whitelist_add', { ...args, [name]: value });
    expect(code).toBe('invalid_input');
    expect(message).toMatch(new RegExp(`^Invalid ${field}: got "\\$\\{.*the host did not fill in`));
    expect(bench.sandbox.requests).toHaveLength(before);
  });
});
