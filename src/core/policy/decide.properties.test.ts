import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyRuns } from '#test/support/harness/test-size.ts';
import {
  anyAddition,
  anyBlock,
  anyChange,
  anyFamily,
  anyGroupPattern,
  anyPolicy,
  anyPortSpan,
  createRule,
  anySensitivePort,
} from '#test/support/arbitraries/policies.ts';
import { addressBits } from '#core/network/address.ts';
import type { Cidr } from '#core/network/cidr.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { decideAll } from './decide.ts';
import type { PrefixLimits } from '#core/network/spans.ts';
import { CONFIRM_MODES, type Decision, type Policy, type ProposedDiff } from './policy.ts';
import type { SensitivePort } from './ports.ts';

const decide = (settings: Policy, change: ProposedDiff) => decideAll(settings, [change]);

/** How far a change gets. */
const FAR = { deny: 0, confirm: 1, allow: 2 } as const;
const far = ({ kind }: Decision) => FAR[kind];

type Tightening = (loose: Policy) => Policy;
const constant = (tighten: Tightening) => fc.constant(tighten);

const longer = fc
  .tuple(fc.constantFrom('ipv4', 'ipv6'), fc.integer({ min: 1, max: 20 }))
  .map(([key, by]) => ({ ipv4, ipv6 }: PrefixLimits): PrefixLimits => ({
    ipv4: key === 'ipv4' ? Math.min(32, ipv4 + by) : ipv4,
    ipv6: key === 'ipv6' ? Math.min(128, ipv6 + by) : ipv6,
  }));

/** Something done to one entry of a list that is there. */
function toOne<T>(list: readonly T[], at: number, change: (item: T) => readonly T[]): T[] {
  return list.flatMap((item, i) => (i === at % list.length ? change(item) : [item]));
}
/** A list that there was not, or one with an entry fewer. */
function fewer<T>(list: readonly T[] | null, first: readonly T[], at: number): readonly T[] {
  return list === null ? first : toOne(list, at, () => []);
}
const shorter = fc.tuple(
  fc.nat({ max: 5 }),
  fc.array(anyBlock),
  fc.array(anyPortSpan),
  fc.array(anyGroupPattern),
);
const half = ({ network, prefix, ...rest }: Cidr): Cidr[] =>
  prefix < addressBits(rest.family) ? [{ ...rest, network, prefix: prefix + 1 }] : [];

const sensitive =
  (change: (port: SensitivePort) => SensitivePort, at: number): Tightening =>
  (p) => ({
    ...p,
    sensitivePorts: toOne(p.sensitivePorts, at, (port) => [change(port)]),
  });

const widened = (port: SensitivePort, by: number): SensitivePort => ({
  ...port,
  from: Math.max(0, port.from - by),
  to: Math.min(65_535, port.to + by),
});

/** Each way in which a setting can be made stricter. */
const TIGHTENINGS: Record<string, fc.Arbitrary<Tightening>> = {
  'read_only: true': constant((p) => ({ ...p, readOnly: true })),
  'allow_world_open: false': constant((p) => ({ ...p, allowWorldOpen: false })),
  'a longer min_prefix_length': longer.map((more) => (p) => ({ ...p, minPrefix: more(p.minPrefix) })),
  'another sensitive port': anySensitivePort.map((port) => (p) => ({
    ...p,
    sensitivePorts: [...p.sensitivePorts, port],
  })),
  'a longer prefix on a sensitive port': fc
    .tuple(longer, fc.nat())
    .map(([more, at]) => sensitive((port) => ({ ...port, minPrefix: more(port.minPrefix) }), at)),
  'a sensitive port that asks': fc.nat().map((at) => sensitive((port) => ({ ...port, confirm: true }), at)),
  'a sensitive port of both protocols': fc
    .nat()
    .map((at) => sensitive((port) => ({ ...port, protocol: null }), at)),
  'a sensitive range that is wider': fc
    .tuple(fc.nat(), fc.nat({ max: 9000 }))
    .map(([at, by]) => sensitive((port) => widened(port, by), at)),
  'fewer allowed_ip_ranges': shorter.map(([at, ranges]) => (p) => ({
    ...p,
    allowedIpRanges: fewer(p.allowedIpRanges, ranges, at),
  })),
  'half of an allowed range': fc
    .nat()
    .map((at) => (p) => ({ ...p, allowedIpRanges: p.allowedIpRanges && toOne(p.allowedIpRanges, at, half) })),
  'fewer allowed_ports': shorter.map(([at, , ports]) => (p) => ({
    ...p,
    allowedPorts: fewer(p.allowedPorts, ports, at),
  })),
  'an allowed port of TCP alone': fc.nat().map((at) => (p) => ({
    ...p,
    allowedPorts:
      p.allowedPorts && toOne(p.allowedPorts, at, (span) => [{ ...span, protocol: span.protocol ?? 'tcp' }]),
  })),
  'fewer allowed_security_groups': shorter.map(([at, , , groups]) => (p) => ({
    ...p,
    allowedGroups: fewer(p.allowedGroups, groups, at),
  })),
  'a shorter max_rule_duration_hours': fc
    .constantFrom(0.1, 0.5, 8, 20)
    .map((hours) => (p) => ({ ...p, maxHours: Math.min(hours, p.maxHours ?? Infinity) })),
  'more confirm': constant((p) => ({
    ...p,
    confirm: CONFIRM_MODES[CONFIRM_MODES.indexOf(p.confirm) + 1] ?? 'always',
  })),
};

describe('[guard.tightening] tightening a setting never allows more', () => {
  it.each(Object.entries(TIGHTENINGS))('%s', (_, tightening) => {
    const runs = propertyRuns({ full: 1000, short: 250, seed: 20261201 });
    let stopped = 0;
    fc.assert(
      fc.property(anyPolicy, anyChange, tightening, (loose, asked, tighten) => {
        const [before, after] = [decide(loose, asked), decide(tighten(loose), asked)].map(far);
        expect(after).toBeLessThanOrEqual(before ?? 0);
        if (after !== before) stopped += 1;
      }),
      runs,
    );
    // It made a difference, too: of some, once in hundreds.
    if (runs.share === 1) expect(stopped).toBeGreaterThan(0);
  });

  it('and several of them in turn allow no more either', () => {
    const several = fc.array(fc.oneof(...Object.values(TIGHTENINGS)), { maxLength: 5 });
    fc.assert(
      fc.property(anyPolicy, anyChange, several, (loose, asked, ways) => {
        const tight = ways.reduce((p, tighten) => tighten(p), loose);
        expect(far(decide(tight, asked))).toBeLessThanOrEqual(far(decide(loose, asked)));
      }),
      propertyRuns({ full: 1000, short: 200 }),
    );
  });
});

/** The two halves of a block; of a single address itself. */
function halves(cidr: Cidr): Cidr[] {
  const bits = addressBits(cidr.family) - cidr.prefix - 1;
  if (bits < 0) return [cidr];
  const prefix = cidr.prefix + 1;
  return [0n, 1n].map((n) => ({ ...cidr, prefix, network: cidr.network | (n << BigInt(bits)) }));
}

/** Takes rules apart, by source or by port, as a list of choices says. */
function takenApart(rules: readonly IngressRule[], choices: readonly number[]): IngressRule[] {
  return choices.reduce<IngressRule[]>(
    (all, choice) =>
      toOne(all, choice >> 1, (one) => {
        const { source, traffic } = one;
        if (choice % 2 === 0 && source.kind === 'cidr')
          return halves(source.cidr).map((cidr) => ({ ...one, source: { kind: 'cidr', cidr } }));
        const { from, to } = traffic.ports ?? { from: 0, to: 65_535 };
        if (from === to) return [one];
        const middle = from + ((choice * 7919) % (to - from));
        return [
          { ...one, traffic: { ...traffic, ports: { from, to: middle } } },
          { ...one, traffic: { ...traffic, ports: { from: middle + 1, to } } },
        ];
      }),
    [...rules],
  );
}

it('pieces of a source or of ports get exactly as far as the whole, in any order', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      anyPolicy,
      anyAddition,
      fc.array(fc.nat({ max: 1000 }), { maxLength: 12 }),
      (settings, whole, choices) => {
        const pieces = { ...whole, authorize: takenApart(whole.authorize, choices).reverse() };
        const decided = decide(settings, whole).kind;
        expect(decide(settings, pieces).kind).toBe(decided);
        seen.add(decided);
      },
    ),
    propertyRuns({ full: 3000, short: 600, seed: 20261201 }),
  );
  expect(seen.size).toBe(3);
});

it('a rule more never gets further, unless the whole world is allowed', () => {
  fc.assert(
    fc.property(anyPolicy, anyAddition, anyBlock, (settings, some, cidr) => {
      fc.pre(!settings.allowWorldOpen && some.revoke.length === 0);
      const traffic = { protocol: 'tcp' as const, ports: { from: 443, to: 443 } };
      const more = { ...some, authorize: [...some.authorize, createRule({ kind: 'cidr', cidr }, traffic)] };
      expect(far(decide(settings, more))).toBeLessThanOrEqual(far(decide(settings, some)));
    }),
    propertyRuns({ full: 2000, short: 400 }),
  );
});

it('[guard.removals] a removal is never refused for source or port', () => {
  fc.assert(
    fc.property(anyPolicy, anyChange, (settings, asked) => {
      const decided = decide(settings, { ...asked, authorize: [], longest: undefined });
      const named = decided.kind === 'deny' ? decided.refusals.map(({ setting }) => setting) : [];
      expect(named.filter((setting) => !['read_only', 'allowed_security_groups'].includes(setting))).toEqual(
        [],
      );
    }),
    propertyRuns({ full: 1000, short: 200 }),
  );
});

it('[guard.world] the world is denied in whatever pieces it comes', () => {
  const traffic = { protocol: 'tcp' as const, ports: { from: 443, to: 443 } };
  fc.assert(
    fc.property(
      anyPolicy,
      anyAddition,
      anyFamily,
      fc.array(fc.nat(), { maxLength: 20 }),
      fc.array(anyBlock, { maxLength: 3 }),
      (settings, some, of, choices, extra) => {
        const world: Cidr[] = [{ family: of, network: 0n, prefix: 0 }];
        const pieces = choices.reduce((all, at) => toOne(all, at, halves), world);
        const authorize = [...extra, ...pieces.reverse()].map((cidr) =>
          createRule({ kind: 'cidr', cidr }, traffic),
        );
        const decided = decide({ ...settings, allowWorldOpen: false }, { ...some, authorize, revoke: [] });
        expect(decided.kind).toBe('deny');
        const named = decided.kind === 'deny' ? decided.refusals.map(({ setting }) => setting) : [];
        expect(named).toContain('allow_world_open');
      },
    ),
    propertyRuns({ full: 1000, short: 200 }),
  );
});
