import { addressBits } from '#core/network/address.ts';
import { formatCidr, type Cidr } from '#core/network/cidr.ts';
import { describeGrant } from '#core/grants/grant.ts';
import { isNoteOfOtherVersion, parseNote } from '#core/grants/note.ts';
import { describeRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import { findNeededRules } from './findings.ts';
import { hasPorts } from '#core/network/protocol.ts';
import { toPortInterval } from '#core/network/traffic.ts';

/** Rules that one rule could replace: it lets in what they let in, nothing more and nothing less. */
export interface Merge {
  readonly rules: readonly IngressRule[];
  /** Without an id, with the description that all of them have. */
  readonly into: IngressRule;
}

/**
 * Finds blocks that make up a wider one, and TCP or UDP ports that follow one another. No rule is in two proposals, so
 * all can be applied. Left out are shadowed rules, which can simply be removed; rules by group or prefix list; rules whose
 * descriptions differ, since these say whom each is for and until when; and rules with several holders, since none of
 * them can give the others a grant on another rule.
 *
 * @param needed - See `findNeededRules`. Default: it is worked out.
 */
export function findMerges(
  rules: readonly IngressRule[],
  needed: readonly IngressRule[] = findNeededRules(rules).needed,
): Merge[] {
  const parts = needed.flatMap((rule): MergePart[] =>
    rule.source.kind === 'cidr' && isMergeable(rule)
      ? [{ cidr: rule.source.cidr, first: rule, rules: [rule] }]
      : [],
  );
  const byAddress = groupParts(parts, ({ cidr, first: { description, traffic } }) => [
    description,
    cidr.family,
    traffic.protocol,
    ...toPortInterval(traffic),
  ]).flatMap(mergeAddresses);
  const used = new Set(byAddress.flatMap((merge) => merge.rules));
  const rest = parts.filter(({ first }) => !used.has(first) && hasPorts(first.traffic.protocol));
  const byPorts = groupParts(rest, ({ cidr, first: { description, traffic } }) => [
    description,
    formatCidr(cidr),
    traffic.protocol,
  ]).flatMap((group) => mergePorts(group.map(({ first }) => first)));
  return [...byAddress, ...byPorts];
}

/** As a proposal. It names the grants, without which the new rule would be another one's access. */
export function describeMerge({ rules, into }: Merge): string {
  const holders = parseNote(into.description)?.holders ?? [];
  const held = holders.map((one) => `, held by ${describeGrant(one)}`).join('');
  return `${rules.map(describeRule).join(' and ')} could be one rule: ${describeRule(into)}${held}`;
}

/** Whether one person can replace it by an equal rule. What another version's note says is not known. */
function isMergeable({ description }: IngressRule): boolean {
  const note = parseNote(description);
  return note === null ? !isNoteOfOtherVersion(description) : note.holders.length === 1;
}

/** A block and the rules that make it up. */
interface MergePart {
  readonly cidr: Cidr;
  readonly first: IngressRule;
  readonly rules: readonly IngressRule[];
}

function groupParts(
  parts: readonly MergePart[],
  keyOf: (part: MergePart) => readonly unknown[],
): MergePart[][] {
  const groups = new Map<string, MergePart[]>();
  for (const part of parts) {
    const key = JSON.stringify(keyOf(part));
    const group = groups.get(key);
    if (group) group.push(part);
    else groups.set(key, [part]);
  }
  return [...groups.values()];
}

/** Joins two halves as long as there are any. @param parts - None of their blocks contains another. */
function mergeAddresses(parts: readonly MergePart[]): Merge[] {
  const done: MergePart[] = [];
  for (const part of [...parts].sort((a, b) => (a.cidr.network < b.cidr.network ? -1 : 1))) {
    let whole = part;
    for (let before = done.at(-1); before && isSecondHalf(before.cidr, whole.cidr); before = done.at(-1)) {
      done.pop();
      const cidr = { ...before.cidr, prefix: before.cidr.prefix - 1 };
      whole = { cidr, first: before.first, rules: [...before.rules, ...whole.rules] };
    }
    done.push(whole);
  }
  const merged = done.filter((part) => part.rules.length > 1);
  return merged.map(({ cidr, first, rules }) => ({
    rules,
    into: { ...first, source: { kind: 'cidr', cidr }, ruleId: null },
  }));
}

/** Whether the two are the halves of one block, in this order. */
function isSecondHalf(first: Cidr, second: Cidr): boolean {
  const bit = 1n << BigInt(addressBits(first.family) - first.prefix);
  return (
    first.prefix === second.prefix && first.network + bit === second.network && (first.network & bit) === 0n
  );
}

/** @param rules - None of their ranges contains another, so the one that begins later ends later. */
function mergePorts(rules: readonly IngressRule[]): Merge[] {
  const runs: { from: number; to: number; readonly rules: [IngressRule, ...IngressRule[]] }[] = [];
  for (const rule of [...rules].sort((a, b) => toPortInterval(a.traffic)[0] - toPortInterval(b.traffic)[0])) {
    const [from, to] = toPortInterval(rule.traffic);
    const before = runs.at(-1);
    if (!before || from > before.to + 1) runs.push({ from, to, rules: [rule] });
    else {
      before.to = to;
      before.rules.push(rule);
    }
  }
  return runs
    .filter((run) => run.rules.length > 1)
    .map(({ from, to, rules: [first, ...others] }) => ({
      rules: [first, ...others],
      into: { ...first, traffic: { ...first.traffic, ports: { from, to } }, ruleId: null },
    }));
}
