import type { Cidr } from '#core/network/cidr.ts';
import { toAskedTraffic } from '#core/network/icmp.ts';
import { PRIVATE_RANGES, toSpan, type Span } from '#core/network/spans.ts';
import type { Traffic } from '#core/network/traffic.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { findFullPorts, type Box } from './full-ports.ts';
import { ALL_PROTOCOLS, type IndexedRule } from './indexed-rule.ts';
import { isIntervalInside, mergeIntervals, type PortInterval } from './port-intervals.ts';
import { countsForProtocol, listProtocols } from './protocols.ts';
import { RuleIndex, toTrafficQuery, type TrafficQuery } from './rule-index.ts';
import { WorkMeter } from './work-meter.ts';

export interface Coverage {
  /** Whether all of it is let in; null where that depends on a group or prefix list whose members are not known. */
  readonly allowed: boolean | null;
  /** The rules by address that let in all of it, or the part that is let in. */
  readonly by: readonly IngressRule[];
  /** The rules by group or prefix list that the answer depends on; empty unless `allowed` is null. */
  readonly undecided: readonly IngressRule[];
  /**
   * Where `allowed` is false: rules by group that could let it in if the public IPv4 addresses were those of members,
   * used inside the VPC.
   */
  readonly unlessMember: readonly IngressRule[];
}

/** Whether all of this traffic from the whole block is let in. ICMP of a type with one code is that code. */
export type CoverageCheck = (cidr: Cidr, traffic: Traffic) => Coverage;

/**
 * Answers whether every packet of a traffic from every address of a block is let in, by one rule or by several together.
 * Exact, not a heuristic.
 */
export function createCoverageCheck(
  rules: readonly IngressRule[],
  meter: WorkMeter = new WorkMeter(),
): CoverageCheck {
  const index = new RuleIndex(rules, meter);
  return (cidr, traffic) => {
    const query = toTrafficQuery(cidr, toAskedTraffic(traffic));
    const reaching = index.findReaching(query);
    meter.spend(index.byId.length);
    const byId = index.byId.filter((one) => meets(one, query));
    return new CoverageQuestion(query, reaching, byId, meter).answer();
  };
}

const meets = ({ protocol, from, to }: IndexedRule, query: TrafficQuery): boolean =>
  (protocol === query.protocol || protocol === ALL_PROTOCOLS || query.protocol === ALL_PROTOCOLS) &&
  from <= query.to &&
  query.from <= to;

/** What the members of a group have: "the private IP addresses of the network interfaces" (Amazon VPC user guide). */
function findMemberSpans(cidr: Cidr): readonly Span[] {
  const [first, last] = toSpan(cidr);
  if (cidr.family === 6) return [[first, last]];
  return PRIVATE_RANGES.filter(({ family }) => family === 4).flatMap((range): Span[] => {
    const [from, to] = toSpan(range);
    const part: Span = [from > first ? from : first, to < last ? to : last];
    return part[0] <= part[1] ? [part] : [];
  });
}

class CoverageQuestion {
  readonly #query: TrafficQuery;
  readonly #reaching: readonly IndexedRule[];
  readonly #byId: readonly IndexedRule[];
  readonly #meter: WorkMeter;
  readonly #whole: Span;
  readonly #members: readonly Span[];
  readonly #protocols: readonly number[];
  readonly #known = new Map<string, readonly PortInterval[]>();

  constructor(
    query: TrafficQuery,
    reaching: readonly IndexedRule[],
    byId: readonly IndexedRule[],
    meter: WorkMeter,
  ) {
    this.#query = query;
    this.#reaching = reaching;
    this.#byId = byId;
    this.#meter = meter;
    this.#whole = toSpan(query.cidr);
    this.#members = findMemberSpans(query.cidr);
    this.#protocols = listProtocols([...reaching, ...byId], query.protocol);
  }

  answer(): Coverage {
    const by = this.#reaching.map(({ rule }) => rule);
    if (this.#protocols.every((protocol) => this.#isKnown(this.#query, protocol, [this.#whole])))
      return { allowed: true, by, undecided: [], unlessMember: [] };
    if (this.#byId.length === 0) return { allowed: false, by, undecided: [], unlessMember: [] };
    if (this.#isOpen(this.#members)) {
      const undecided = this.#byId.filter((one) => this.#decides(one, this.#members)).map(({ rule }) => rule);
      return { allowed: null, by, undecided, unlessMember: [] };
    }
    const unlessMember = this.#isOpen([this.#whole])
      ? this.#byId
          .filter((one) => isByGroup(one) && this.#decides(one, [this.#whole]))
          .map(({ rule }) => rule)
      : [];
    return { allowed: false, by, undecided: [], unlessMember };
  }

  /** Whether the rules by address let in these ports, at every address of the spans. */
  #isKnown(
    { from, to }: Pick<TrafficQuery, 'from' | 'to'>,
    protocol: number,
    spans: readonly Span[],
  ): boolean {
    return spans.every((span) => isIntervalInside([from, to], this.#knownPorts(protocol, span)));
  }

  #knownPorts(protocol: number, span: Span): readonly PortInterval[] {
    const key = `${protocol} ${span.join(' ')}`;
    const known = this.#known.get(key);
    if (known) return known;
    const ports = findFullPorts(this.#boxes(protocol), span, this.#meter);
    this.#known.set(key, ports);
    return ports;
  }

  #boxes(protocol: number): Box[] {
    return this.#reaching.flatMap((one): Box[] =>
      one.addresses && countsForProtocol(one, protocol)
        ? [{ addresses: one.addresses, ports: [one.from, one.to] }]
        : [],
    );
  }

  /** Whether all of it may be let in, with prefix lists of every address and groups of all in these spans. */
  #isOpen(members: readonly Span[]): boolean {
    const { from, to } = this.#query;
    return this.#protocols.every((protocol) => {
      const counting = this.#byId.filter((one) => countsForProtocol(one, protocol));
      const boxesOf = (rules: readonly IndexedRule[], spans: readonly Span[]): Box[] => {
        const ports = mergeIntervals(
          rules.map((one): PortInterval => [one.from, one.to]),
          this.#meter,
        );
        return spans.flatMap((addresses) => ports.map((interval): Box => ({ addresses, ports: interval })));
      };
      const boxes = [
        ...this.#boxes(protocol),
        ...boxesOf(counting.filter(isByGroup), members),
        ...boxesOf(
          counting.filter((one) => !isByGroup(one)),
          [this.#whole],
        ),
      ];
      return isIntervalInside([from, to], findFullPorts(boxes, this.#whole, this.#meter));
    });
  }

  /** A group whose part the rules by address let in anyway decides nothing. */
  #decides(one: IndexedRule, members: readonly Span[]): boolean {
    const part = { from: Math.max(one.from, this.#query.from), to: Math.min(one.to, this.#query.to) };
    const spans = isByGroup(one) ? members : [this.#whole];
    return this.#protocols.some(
      (protocol) => countsForProtocol(one, protocol) && !this.#isKnown(part, protocol, spans),
    );
  }
}

const isByGroup = ({ rule }: IndexedRule): boolean => rule.source.kind === 'security_group';
