import { firstAddress, lastAddress, type Cidr } from '#core/network/cidr.ts';
import type { IngressRule } from './ingress-rule.ts';
import { protocolNumber } from '#core/network/protocol.ts';
import { interval, type Traffic } from '#core/network/traffic.ts';

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

interface Reach {
  readonly rule: IngressRule;
  /** The part of what is wanted that the rule lets in. */
  readonly box: Box;
}

/**
 * Whether every packet of this traffic from every address of the block is let in, by one rule or by
 * several together. Exact, not a heuristic.
 */
export function coverage(rules: readonly IngressRule[], cidr: Cidr, traffic: Traffic): Coverage {
  const wanted: Box = { addresses: [firstAddress(cidr), lastAddress(cidr)], ports: interval(traffic) };
  const protocol = protocolNumber(traffic.protocol);
  const reaching = rules.flatMap((rule): Reach[] => {
    const box = sharesProtocol(rule, protocol) ? boxOf(rule, cidr, wanted) : null;
    return box === null ? [] : [{ rule, box }];
  });
  const known = reaching.filter(({ rule }) => rule.source.kind === 'cidr');
  const by = known.map(({ rule }) => rule);
  if (covers(known, protocol, wanted)) return { allowed: true, by, undecided: [] };
  if (!covers(reaching, protocol, wanted)) return { allowed: false, by, undecided: [] };
  // A group whose part the rules by address let in anyway decides nothing.
  const decides = ({ rule, box }: Reach) =>
    rule.source.kind !== 'cidr' && !covers(known, number(rule) === -1 ? protocol : number(rule), box);
  return { allowed: null, by, undecided: reaching.filter(decides).map(({ rule }) => rule) };
}

const number = (rule: IngressRule) => protocolNumber(rule.traffic.protocol);

function sharesProtocol(rule: IngressRule, protocol: number): boolean {
  return protocol === -1 || number(rule) === -1 || number(rule) === protocol;
}

/** "All protocols" is all of them: those that a rule names one by one, and one that stands for all others. */
function covers(reaching: readonly Reach[], protocol: number, wanted: Box): boolean {
  const named = new Set(reaching.map(({ rule }) => number(rule)).filter((n) => n !== -1));
  const protocols = protocol === -1 ? [...named, ...(named.size < 256 ? [-1] : [])] : [protocol];
  return protocols.every((p) => {
    const boxes = reaching.filter(({ rule }) => number(rule) === -1 || number(rule) === p);
    return boxesCover(
      boxes.map(({ box }) => box),
      wanted,
    );
  });
}

/** The part of the wanted box that a rule lets in, null for none; an unknown source is taken to hold every address. */
function boxOf(rule: IngressRule, cidr: Cidr, wanted: Box): Box | null {
  const [portFrom, portTo] = interval(rule.traffic);
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
