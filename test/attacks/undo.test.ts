import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '#config/load.ts';
import { judgeCall } from '#tools/saved-calls/judge-call.ts';
import { readSavedCall } from '#tools/saved-calls/read-call.ts';
import { readUndo } from '#tools/saved-calls/read-undo.ts';
import { seedRule } from '#test/support/sandbox/seed-rule.ts';
import { filterChanges } from '#test/support/sandbox/sent-changes.ts';
import { createToolCalls } from '#test/support/harness/tool-calls.ts';
import { describeSampled } from '#test/support/harness/test-size.ts';
import { CONFIG_PLACE } from '#test/support/harness/config-place.ts';
import { startProcess, startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';
import { UNDO_ATTACKS, type UndoAttack } from './undo.rows.ts';

const GROUP = 'sg-0123abcd';
const PORT = 7443;
const SOURCE = '203.0.113.50/32';

/** The defaults, for a caller whose name is jo. */
const config = loadConfig({
  flags: { config: 'me.json' },
  env: {},
  readFile: () => '{"grants": {"holder": "jo"}}',
  place: CONFIG_PLACE,
});

const verdictOf = async (call: object) => (await judgeCall(readSavedCall(call), config, new Date())).verdict;

async function bench(there: string | null = null, from = SOURCE): Promise<ToolHarness> {
  const made = await startToolHarness({ key: ({ keys }) => keys.admin, pause: () => Promise.resolve() });
  onTestFinished(() => made.close());
  if (there !== null) await seedRule(made.sandbox, GROUP, `tcp ${PORT}-${PORT} ${from}`, there || undefined);
  return made;
}

/** The rule's description; null: there is none. */
async function ruleOf({ sandbox }: ToolHarness, from = SOURCE): Promise<string | null> {
  const group = (await sandbox.state()).regions[sandbox.region]?.groups.find(({ id }) => id === GROUP);
  const found = group?.rules.find(
    ({ egress, fromPort, source }) =>
      !egress && fromPort === PORT && 'cidr' in source && source.cidr === from,
  );
  return found ? (found.description ?? '') : null;
}

const argumentsOf = ({ undo, from = SOURCE }: UndoAttack) => ({
  security_group_id: GROUP,
  ip_address: from,
  port: PORT,
  protocol: 'tcp',
  ...undo,
});

async function endOf(one: ToolHarness, args: object): Promise<unknown> {
  try {
    const result = await one.call('whitelist_undo', args);
    const isAsked = JSON.stringify(result['warnings']).includes('A person will have to approve it');
    return result['status'] === 'planned' && isAsked ? 'consent_required' : result['status'];
  } catch (thrown) {
    return (thrown as { code: unknown }).code;
  }
}

const CODES = { confirm: 'consent_required', deny: 'refused_by_settings' } as const;
const codeOf = (kind: string): string => (kind in CODES ? CODES[kind as keyof typeof CODES] : kind);

describeSampled(
  UNDO_ATTACKS.map((row) => [row.name, row] as const),
  {
    every: 2,
    kindsOf: ([, { expected, undo }]) => [`${expected.kind} ${undo.action}`],
  },
)('an undo that nobody gave: %s', (_, row) => {
  it('[undo.no-note] comes to what the same addition or removal does', async () => {
    const { there, from, expected } = row;
    const one = await bench(there, from);
    const end = await endOf(one, argumentsOf(row));
    if (expected.kind === 'allow') expect(['added', 'removed', 'restored']).toContain(end);
    else expect(end).toBe(codeOf(expected.kind));
    expect(await ruleOf(one, from)).toBe(expected.kind === 'allow' ? expected.after : there);
  });

  it('[undo.judged-alike] is the same to a dry run and to policy check, which change nothing', async () => {
    const { there, from, expected } = row;
    const one = await bench(there, from);
    const end = await endOf(one, { ...argumentsOf(row), dry_run: true });
    const isFree = expected.kind === 'allow' || expected.kind === 'changed_since';
    expect(end).toBe(isFree ? 'planned' : codeOf(expected.kind));
    expect(await ruleOf(one, from)).toBe(there);
    expect(filterChanges(one.sandbox.requests)).toHaveLength(there === null ? 0 : 1);
    const call = { tool: 'whitelist_undo', arguments: argumentsOf(row) };
    const verdict = await verdictOf(call);
    if (expected.kind !== 'changed_since')
      expect(verdict).toBe(expected.kind === 'invalid_input' ? 'error' : expected.kind);
  });
});

describe('restore', () => {
  const RULE = { security_group_id: GROUP, ip_address: '203.0.113.50', port: PORT };

  it.each([
    ['whitelist_remove', { from: null, to: 'x' }],
    ['whitelist_add', { from: '[awswhitelist:1 ann]', to: null }],
    ['whitelist_add', { from: null, to: 'mirror [awswhitelist:2 ops]' }],
    ['whitelist_move', { from: null, to: 'x' }],
    ['whitelist_sweep', { from: null, to: null }],
  ])('is no argument of %s: %j', async (tool, restore) => {
    const one = await bench('[awswhitelist:1 ann]');
    expect(await one.fail(tool, { ...RULE, restore })).toMatchObject({ code: 'invalid_input' });
    expect(await verdictOf({ tool, arguments: { ...RULE, restore } })).toBe('error');
    expect(await ruleOf(one)).toBe('[awswhitelist:1 ann]');
  });

  it('in a file of an earlier version does what its descriptions say, and is judged by that', async () => {
    const one = await bench();
    const wide = {
      tool: 'whitelist_remove',
      arguments: {
        security_group_id: GROUP,
        ip_address: '0.0.0.0/0',
        port: 22,
        protocol: 'tcp',
        restore: { from: null, to: 'x' },
      },
    };
    const [step] = readUndo({ undo: [wide] });
    expect(await one.fail('whitelist_undo', step?.args)).toMatchObject({ code: 'refused_by_settings' });
    const [narrow] = readUndo({
      undo: [{ ...wide, arguments: { ...wide.arguments, ip_address: '203.0.113.50', port: PORT } }],
    });
    expect(await one.call('whitelist_undo', narrow?.args)).toMatchObject({ status: 'added' });
  });
});

describe('[undo.own-word] what this process told itself', () => {
  type Step = { readonly tool: string; readonly arguments: Record<string, unknown> };
  function undoOf({ undo }: Record<string, unknown>): Step {
    const [first] = undo as Step[];
    if (!first) throw new Error('nothing to undo');
    return first;
  }
  const RULE = { security_group_id: GROUP, ip_address: '203.0.113.50', port: PORT };
  const SHARED = '[awswhitelist:1 ann; bob]';

  /** The undo of a removal for both, which a person would have to approve if it came from elsewhere. */
  async function removedForBoth() {
    const one = await bench(SHARED);
    const { runtime } = startProcess(one.sandbox, {
      key: ({ keys }) => keys.admin,
      config: { security_settings: { confirm: 'never' } },
    });
    onTestFinished(() => runtime.close());
    const loose = createToolCalls(runtime);
    return { one, loose, undo: undoOf(await loose.call('whitelist_remove', { ...RULE, whole_rule: true })) };
  }

  it('goes without anybody, and so does the undo of that', async () => {
    const one = await bench();
    const ann = undoOf(await one.call('whitelist_add', { ...RULE, holder: 'ann', reason: 'on call' }));
    const before = await ruleOf(one);
    const back = undoOf(await one.call(ann.tool, ann.arguments));
    expect(await ruleOf(one)).toBeNull();
    const again = undoOf(await one.call(back.tool, back.arguments));
    expect(await ruleOf(one)).toBe(before);
    expect(await one.call(again.tool, again.arguments)).toMatchObject({ status: 'removed' });
  });

  it('is a proposal to another process', async () => {
    const { one, loose, undo } = await removedForBoth();
    expect(await one.fail(undo.tool, undo.arguments)).toMatchObject({ code: 'consent_required' });
    expect(await ruleOf(one)).toBeNull();
    expect(await loose.call(undo.tool, undo.arguments)).toMatchObject({ status: 'added' });
    expect(await ruleOf(one)).toBe(SHARED);
  });

  it.each([
    ['another address', { ip_address: '203.0.113.51/32' }],
    ['another port', { port: 22 }],
    ['another group', { security_group_id: 'sg-123456' }],
    ['another protocol', { protocol: 'udp' }],
    ['other shares', { before: '[awswhitelist:1 ann; eve]' }],
    ['a list of addresses', { ip_address: undefined, ip_addresses: ['203.0.113.50/32', '203.0.113.51/32'] }],
  ])('is its word for nothing else: %s', async (_, altered) => {
    const one = await bench();
    await seedRule(one.sandbox, GROUP, `tcp ${PORT}-${PORT} ${SOURCE}`, '[awswhitelist:1 ann (x)]');
    const joined = await one.call('whitelist_add', { ...RULE, holder: 'bob' });
    const taken = await one.call('whitelist_remove', { ...RULE, holder: 'ann' });
    const gone = await one.call('whitelist_remove', { ...RULE, holder: 'bob' });
    expect([joined['status'], taken['status'], gone['status']]).toEqual(['added', 'released', 'removed']);
    // A signed call whose text would need a person's yes without its signature.
    const undo = undoOf(gone);
    const args = { ...undo.arguments, before: SHARED, ...altered };
    const end = await endOf(one, args);
    expect(['consent_required', 'group_not_found']).toContain(end);
    expect(await ruleOf(one)).toBeNull();
  });
});
