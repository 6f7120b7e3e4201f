import { type Cidr, firstAddress, lastAddress } from '#core/network/cidr.ts';
import { protocolNumber } from '#core/network/protocol.ts';
import { toPortInterval, type Traffic } from '#core/network/traffic.ts';
import type { IngressRule } from './ingress-rule.ts';

export interface Coverage {
  /** Whether all of it is let in; null where that hangs on a group or prefix list whose members are not known. */
  readonly allowed: boolean | null;
  /** The rules by address that let in all of it, or the part that is let in. */
  readonly by: readonly IngressRule[];
  /** The rules by group or prefix list that the answer hangs on; empty unless `allowed` is null. */
  readonly undecided: readonly IngressRule[];
}

/** A rectangle of addresses × ports, both ends included. */
interface Box {
  readonly addresses: readonly [bigint, bigint];
  readonly ports: readonly [number, number];
}

interface ReachingRule {
  readonly rule: IngressRule;
  /** The part of what is wanted that the rule lets in. */
  readonly box: Box;
}

/**
 * Whether every packet of this traffic from every address of the block is let in, by one rule or by
 * several together. Exact, not a heuristic.
 */
export function computeCoverage(rules: readonly IngressRule[], cidr: Cidr, traffic: Traffic): Coverage {
  const wanted: Box = { addresses: [firstAddress(cidr), lastAddress(cidr)], ports: toPortInterval(traffic) };
  const protocol = protocolNumber(traffic.protocol);
  const reaching = rules.flatMap((rule): ReachingRule[] => {
    const box = sharesProtocol(rule, protocol) ? intersectBox(rule, cidr, wanted) : null;
    return box === null ? [] : [{ rule, box }];
  });
  const known = reaching.filter(({ rule }) => rule.source.kind === 'cidr');
  const by = known.map(({ rule }) => rule);
  if (covers(known, protocol, wanted)) return { allowed: true, by, undecided: [] };
  if (!covers(reaching, protocol, wanted)) return { allowed: false, by, undecided: [] };
  // A group whose part the rules by address let in anyway decides nothing.
  const decides = ({ rule, box }: ReachingRule) =>
    rule.source.kind !== 'cidr' &&
    !covers(known, protocolNumberOf(rule) === -1 ? protocol : protocolNumberOf(rule), box);
  return { allowed: null, by, undecided: reaching.filter(decides).map(({ rule }) => rule) };
}

const protocolNumberOf = (rule: IngressRule) => protocolNumber(rule.traffic.protocol);

function sharesProtocol(rule: IngressRule, protocol: number): boolean {
  return protocol === -1 || protocolNumberOf(rule) === -1 || protocolNumberOf(rule) === protocol;
}

/** "All protocols" is all of them: those that a rule names one by one, and one that stands for all others. */
function covers(reaching: readonly ReachingRule[], protocol: number, wanted: Box): boolean {
  const named = new Set(reaching.map(({ rule }) => protocolNumberOf(rule)).filter((n) => n !== -1));
  const protocols = protocol === -1 ? [...named, ...(named.size < 256 ? [-1] : [])] : [protocol];
  return protocols.every((p) => {
    const boxes = reaching.filter(
      ({ rule }) => protocolNumberOf(rule) === -1 || protocolNumberOf(rule) === p,
    );
    return boxesCover(
      boxes.map(({ box }) => box),
      wanted,
    );
  });
}

/** The part of the wanted box that a rule lets in, null for none; an unknown source is taken to hold every address. */
function intersectBox(rule: IngressRule, cidr: Cidr, wanted: Box): Box | null {
  const [portFrom, portTo] = toPortInterval(rule.traffic);
  const ports = [Math.max(portFrom, wanted.ports[0]), Math.min(portTo, wanted.ports[1])] as const;
  if (ports[0] > ports[1]) return null;
  if (rule.source.kind !== 'cidr') return { addresses: wanted.addresses, ports };
  if (rule.source.cidr.family !== cidr.family) return null;
  const first = firstAddress(rule.source.cidr);
  const last = lastAddress(rule.source.cidr);
  const from = first > wanted.addresses[0] ? first : wanted.addresses[0];
  const to = last < wanted.addresses[1] ? last : wanted.addresses[1];
  return from > to ? null : { addresses: [from, to], ports };
}

/** Cuts the ports at every edge of a box; within a slab only addresses are left to compare. */
function boxesCover(boxes: readonly Box[], wanted: Box): boolean {
  const edges = boxes
    .flatMap(({ ports }) => [ports[0], ports[1] + 1])
    .filter((port) => port > wanted.ports[0] && port <= wanted.ports[1]);
  return [...new Set([wanted.ports[0], ...edges])].every((port) => {
    const slab = boxes.filter(({ ports }) => ports[0] <= port && port <= ports[1]);
    return intervalsCover(
      slab.map((box) => box.addresses),
      wanted.addresses,
    );
  });
}

function intervalsCover(
  intervals: readonly (readonly [bigint, bigint])[],
  [first, last]: readonly [bigint, bigint],
): boolean {
  let next = first;
  for (const [from, to] of [...intervals].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))) {
    if (from > next) return false;
    if (to >= next) next = to + 1n;
    if (next > last) return true;
  }
  return false;
}

/**
 * The rules by address that let in all that this one lets in: one if one is enough, else several of which none can be
 * spared. Null where they do not, and for a rule by group or prefix list, since its addresses are not known.
 *
 * @param others - Without the rule itself.
 */
export function findCoveringRules(
  rule: IngressRule,
  others: readonly IngressRule[],
): readonly IngressRule[] | null {
  if (rule.source.kind !== 'cidr') return null;
  const { cidr } = rule.source;
  const isCovered = (by: readonly IngressRule[]) => computeCoverage(by, cidr, rule.traffic).allowed === true;
  const { allowed, by } = computeCoverage(others, cidr, rule.traffic);
  if (allowed !== true) return null;
  const one = by.find((other) => isCovered([other]));
  return one === undefined ? dropRedundant(by, isCovered) : [one];
}

function dropRedundant(
  rules: readonly IngressRule[],
  isEnough: (rules: readonly IngressRule[]) => boolean,
): readonly IngressRule[] {
  let needed = rules;
  for (const rule of rules) {
    const rest = needed.filter((other) => other !== rule);
    if (isEnough(rest)) needed = rest;
  }
  return needed;
}
