import { bitsOf } from '#core/network/address.ts';
import { formatCidr, type Cidr } from '#core/network/cidr.ts';
import { describeHolding } from '#core/grants/holders.ts';
import { isOtherNote, parseNote } from '#core/grants/note.ts';
import { describeRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import { unshadowed } from './posture.ts';
import { hasPorts } from '#core/network/protocol.ts';
import { interval } from '#core/network/traffic.ts';

/** Rules that one rule could stand for: it lets in what they let in, nothing more and nothing less. */
export interface Merge {
  readonly rules: readonly IngressRule[];
  /** Without an id, with the description that all of them have. */
  readonly into: IngressRule;
}

/**
 * Blocks that make up a wider one, and TCP or UDP ports that follow one another. No rule is in two proposals, so all
 * can be followed. Left out are shadowed rules, which can simply go; rules by group or prefix list; rules whose
 * descriptions differ, since these tell whom each is for and until when; and rules that several hold, since none of
 * them can give the others their share of another rule.
 */
export function mergesOf(rules: readonly IngressRule[]): Merge[] {
  const parts = unshadowed(rules).flatMap((rule): Part[] =>
    rule.source.kind === 'cidr' && canMove(rule)
      ? [{ cidr: rule.source.cidr, first: rule, rules: [rule] }]
      : [],
  );
  const byAddress = groupsOf(parts, ({ cidr, first: { description, traffic } }) => [
    description,
    cidr.family,
    traffic.protocol,
    ...interval(traffic),
  ]).flatMap(joinAddresses);
  const used = new Set(byAddress.flatMap((merge) => merge.rules));
  const rest = parts.filter(({ first }) => !used.has(first) && hasPorts(first.traffic.protocol));
  const byPorts = groupsOf(rest, ({ cidr, first: { description, traffic } }) => [
    description,
    formatCidr(cidr),
    traffic.protocol,
  ]).flatMap((group) => joinPorts(group.map(({ first }) => first)));
  return [...byAddress, ...byPorts];
}

/** As a proposal. Of a grant it names the share, without which the one rule would be another grant. */
export function describeMerge({ rules, into }: Merge): string {
  const holders = parseNote(into.description)?.holders ?? [];
  const held = holders.map((one) => `, held by ${describeHolding(one)}`).join('');
  return `${rules.map(describeRule).join(' and ')} could be one rule: ${describeRule(into)}${held}`;
}

/** Whether one person can make another rule of the same standing. What another version's note says is not known. */
function canMove({ description }: IngressRule): boolean {
  const note = parseNote(description);
  return note === null ? !isOtherNote(description) : note.holders.length === 1;
}

/** A block and the rules that make it up. */
interface Part {
  readonly cidr: Cidr;
  readonly first: IngressRule;
  readonly rules: readonly IngressRule[];
}

function groupsOf(parts: readonly Part[], keyOf: (part: Part) => readonly unknown[]): Part[][] {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const key = JSON.stringify(keyOf(part));
    groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  return [...groups.values()];
}

/** Of blocks none of which holds another, two halves are put together as long as there are any. */
function joinAddresses(parts: readonly Part[]): Merge[] {
  const done: Part[] = [];
  for (const part of [...parts].sort((a, b) => (a.cidr.network < b.cidr.network ? -1 : 1))) {
    let whole = part;
    for (let before = done.at(-1); before && isSecondHalf(before.cidr, whole.cidr); before = done.at(-1)) {
      done.pop();
      const cidr = { ...before.cidr, prefix: before.cidr.prefix - 1 };
      whole = { cidr, first: before.first, rules: [...before.rules, ...whole.rules] };
    }
    done.push(whole);
  }
  const joined = done.filter((part) => part.rules.length > 1);
  return joined.map(({ cidr, first, rules }) => ({
    rules,
    into: { ...first, source: { kind: 'cidr', cidr }, ruleId: null },
  }));
}

/** Whether the two are the halves of one block, in this order. */
function isSecondHalf(first: Cidr, second: Cidr): boolean {
  const bit = 1n << BigInt(bitsOf(first.family) - first.prefix);
  return (
    first.prefix === second.prefix && first.network + bit === second.network && (first.network & bit) === 0n
  );
}

/** Of ranges none of which holds another: the one that begins later ends later. */
function joinPorts(rules: readonly IngressRule[]): Merge[] {
  const merges: Merge[] = [];
  for (const rule of [...rules].sort((a, b) => interval(a.traffic)[0] - interval(b.traffic)[0])) {
    const [from, to] = interval(rule.traffic);
    const before = merges.at(-1);
    const reached = before && interval(before.into.traffic);
    if (!before || !reached || from > reached[1] + 1) merges.push({ rules: [rule], into: rule });
    else {
      const traffic = { ...rule.traffic, ports: { from: reached[0], to } };
      merges[merges.length - 1] = {
        rules: [...before.rules, rule],
        into: { ...rule, traffic, ruleId: null },
      };
    }
  }
  return merges.filter((merge) => merge.rules.length > 1);
}
