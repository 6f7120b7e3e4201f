import fc from 'fast-check';
import { expect, it } from 'vitest';
import { propertyRuns } from '#test/support/harness/test-size.ts';
import { anyAddition, createRule } from '#test/support/arbitraries/policies.ts';
import { decideAll } from '#core/policy/decide.ts';
import type { Refusal } from '#core/policy/policy.ts';
import { loadConfig } from './load.ts';
import { CONFIG_PLACE } from '#test/support/harness/config-place.ts';

/** What a refusal says would allow it, written into the file, does allow it. */

const SENSITIVE = 'sensitive_ports';
const load = (settings: Settings) =>
  loadConfig({
    flags: { config: 'me.json' },
    env: {},
    readFile: () => JSON.stringify({ security_settings: settings }),
    place: CONFIG_PLACE,
  });

interface Entry {
  readonly port: number | string;
  readonly protocol?: string;
  readonly min_prefix_length: Record<string, number>;
}
interface Settings {
  readonly [key: string]: unknown;
  readonly min_prefix_length?: Record<string, number>;
  readonly sensitive_ports?: readonly Entry[];
}

const isSame = (a: Entry, b: Entry) => a.port === b.port && a.protocol === b.protocol;

function followed(settings: Settings, { setting, allows }: Refusal): Settings {
  if (allows === null) throw new Error(`${setting} says nothing`);
  if (setting === SENSITIVE) {
    const entries = JSON.parse(`[${allows}]`) as Entry[];
    const own = settings.sensitive_ports ?? [];
    const mended = entries.map((entry) => ({
      ...entry,
      min_prefix_length: {
        ...own.find((o) => isSame(o, entry))?.min_prefix_length,
        ...entry.min_prefix_length,
      },
    }));
    return {
      ...settings,
      [SENSITIVE]: [...own.filter((o) => !entries.some((e) => isSame(o, e))), ...mended],
    };
  }
  const value: unknown = JSON.parse(allows);
  const [key = '', family] = setting.split('.');
  if (family !== undefined) {
    // Public and private sources may each have a value of their own: whoever follows both writes the shorter.
    const own = Math.min(settings.min_prefix_length?.[family] ?? 128, Number(value));
    return { ...settings, [key]: { ...settings.min_prefix_length, [family]: own } };
  }
  const old = settings[key];
  return { ...settings, [key]: Array.isArray(old) ? [...(old as unknown[]), value] : value };
}

const limits = fc.record({ ipv4: fc.integer({ min: 0, max: 32 }), ipv6: fc.integer({ min: 0, max: 128 }) });
const settings: fc.Arbitrary<Settings> = fc.record(
  {
    allow_world_open: fc.boolean(),
    read_only: fc.boolean(),
    min_prefix_length: limits,
    allowed_ip_ranges: fc.constantFrom(['203.0.112.0/20', 'fc00::/7'], ['10.0.0.0/8', '2001:db8::/32']),
    allowed_ports: fc.constantFrom(['22/tcp', '8000-9000'], [443, 'icmp']),
    max_rule_duration_hours: fc.constantFrom(0.25, 8),
    allowed_security_groups: fc.constant(['sg-0f', 'db-*']),
    sensitive_ports: fc.tuple(limits, limits).map(([a, b]) => [
      { port: 22, min_prefix_length: a },
      { port: '8000-8010', protocol: 'tcp', min_prefix_length: b },
    ]),
  },
  { requiredKeys: [] },
);

it('following every refusal lets the change pass', () => {
  const runs = propertyRuns({ full: 1000, short: 200, seed: 20261201 });
  let refused = 0;
  fc.assert(
    fc.property(settings, anyAddition, (before, change) => {
      // What has no end needs no value there, but none of it.
      const narrow = { ...change, revoke: [], longest: change.longest ?? undefined };
      const decided = decideAll(load(before).policy, [narrow]);
      if (decided.kind !== 'deny') return;
      // Of more than a few ports, it is said in words.
      fc.pre(!decided.refusals.some(({ allows }) => allows?.startsWith('for each') === true));
      const after = load(decided.refusals.reduce(followed, before));
      expect(after).toMatchObject({ problem: null, unenforceable: null });
      expect(decideAll(after.policy, [narrow])).not.toMatchObject({ kind: 'deny' });
      refused += 1;
    }),
    runs,
  );
  expect(refused).toBeGreaterThan(200 * runs.share);
});

it('what no address can stand for has no such value', () => {
  const source = { kind: 'security_group' as const, id: 'sg-0a', ownerId: null };
  const { policy } = load({ allowed_ip_ranges: ['10.0.0.0/8'] });
  const authorize = [createRule(source, { protocol: 'tcp', ports: { from: 443, to: 443 } })];
  const [change] = fc.sample(anyAddition, 1);
  expect(change && decideAll(policy, [{ ...change, authorize }])).toMatchObject({
    refusals: [{ allows: null }],
  });
});
