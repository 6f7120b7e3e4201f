import { firstAddress, lastAddress, type Cidr } from '#core/network/cidr.ts';
import { protocolNumber } from '#core/network/protocol.ts';
import { toPortInterval, type Traffic } from '#core/network/traffic.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import { ALL_PROTOCOLS, toIndexedRule, type IndexedRule } from './indexed-rule.ts';
import { PortTable } from './port-table.ts';
import type { WorkMeter } from './work-meter.ts';

/** What is asked of rules: a block of addresses, a protocol and its ports. */
export interface TrafficQuery {
  readonly cidr: Cidr;
  readonly protocol: number;
  readonly from: number;
  readonly to: number;
}

export function toTrafficQuery(cidr: Cidr, traffic: Traffic): TrafficQuery {
  const [from, to] = toPortInterval(traffic);
  return { cidr, protocol: protocolNumber(traffic.protocol), from, to };
}

/** One block of addresses, with all the rules for it. */
interface BlockNode {
  readonly cidr: Cidr;
  readonly last: bigint;
  /** The narrowest block around it: its place in the list; -1: none. */
  readonly parent: number;
  readonly tables: ReadonlyMap<number, PortTable>;
}

/**
 * The rules of a group, found by their addresses and ports. Of two blocks, one contains the other or they have nothing in
 * common: so whatever meets a block is around it, a chain of at most as many as an address has bits, or inside it, one
 * after another in the order of addresses.
 */
export class RuleIndex {
  readonly #nodes: BlockNode[] = [];
  /** Rules by group or prefix list. */
  readonly byId: readonly IndexedRule[];
  readonly meter: WorkMeter;

  constructor(rules: readonly IngressRule[], meter: WorkMeter) {
    this.meter = meter;
    const indexed = rules.map(toIndexedRule);
    this.byId = indexed.filter(({ addresses }) => addresses === null);
    const blocks = new Map<string, { readonly cidr: Cidr; readonly rules: IndexedRule[] }>();
    for (const one of indexed) {
      if (one.rule.source.kind !== 'cidr') continue;
      const { cidr } = one.rule.source;
      const key = `${cidr.family} ${cidr.network} ${cidr.prefix}`;
      const block = blocks.get(key);
      if (block) block.rules.push(one);
      else blocks.set(key, { cidr, rules: [one] });
    }
    for (const { cidr, rules: own } of meter.sort([...blocks.values()], (a, b) =>
      compareBlocks(a.cidr, b.cidr),
    )) {
      const parent = this.#narrowestAround(cidr, this.#nodes.length - 1);
      this.#nodes.push({ cidr, last: lastAddress(cidr), parent, tables: toTables(own, meter) });
    }
  }

  /** A rule that contains all that is asked; null: there is none. */
  findContainer({ cidr, protocol, from, to }: TrafficQuery): IndexedRule | null {
    for (const node of this.#around(cidr))
      for (const number of protocol === ALL_PROTOCOLS ? [protocol] : [protocol, ALL_PROTOCOLS]) {
        const found = node.tables.get(number)?.findContainer(from, to);
        if (found) return found;
      }
    return null;
  }

  /**
   * The rules that another one contains. Of those that are equal, the last one counts as the container of the others.
   */
  findContained(): Set<IngressRule> {
    const contained = new Set<IngressRule>();
    for (const node of this.#nodes)
      for (const [protocol, table] of node.tables)
        for (const [i, one] of table.rules.entries()) {
          const { from, to } = one;
          const isContained =
            table.findContainer(from, to, i) !== null ||
            (protocol !== ALL_PROTOCOLS && node.tables.get(ALL_PROTOCOLS)?.findContainer(from, to)) ||
            (node.parent >= 0 && this.#containerFrom(node.parent, one) !== null);
          if (isContained) contained.add(one.rule);
        }
    return contained;
  }

  /** The rules of the same block and of those around it, in tables, as far as their protocol meets this one. */
  *tablesAround({
    cidr,
    protocol,
  }: TrafficQuery): Generator<{ readonly table: PortTable; readonly isSameBlock: boolean }> {
    for (const node of this.#around(cidr))
      for (const [number, table] of node.tables)
        if (isMeeting(protocol, number)) yield { table, isSameBlock: node.cidr.prefix === cidr.prefix };
  }

  /** The rules by address that let in some of it, in their order. */
  findReaching(query: TrafficQuery): IndexedRule[] {
    const found: IndexedRule[] = [];
    for (const node of this.#meeting(query.cidr))
      for (const [protocol, table] of node.tables)
        if (isMeeting(query.protocol, protocol)) found.push(...table.findOverlapping(query.from, query.to));
    return this.meter.sort(found, (a, b) => a.order - b.order);
  }

  #containerFrom(start: number, { protocol, from, to }: IndexedRule): IndexedRule | null {
    for (let at = start; at >= 0; at = this.#nodes[at]?.parent ?? -1)
      for (const number of protocol === ALL_PROTOCOLS ? [protocol] : [protocol, ALL_PROTOCOLS]) {
        const found = this.#nodes[at]?.tables.get(number)?.findContainer(from, to);
        if (found) return found;
      }
    return null;
  }

  /** The blocks that contain this one, the narrowest first. */
  *#around(cidr: Cidr): Generator<BlockNode> {
    let at = this.#narrowestAround(cidr, this.#countUpTo(cidr) - 1);
    for (let node = this.#nodes[at]; node; node = this.#nodes[at]) {
      yield node;
      at = node.parent;
    }
  }

  /** The blocks that contain this one, then those inside it. */
  *#meeting(cidr: Cidr): Generator<BlockNode> {
    yield* this.#around(cidr);
    const last = lastAddress(cidr);
    for (let at = this.#countUpTo(cidr); ; at += 1) {
      const node = this.#nodes[at];
      if (!node || node.cidr.family !== cidr.family || firstAddress(node.cidr) > last) return;
      yield node;
    }
  }

  /** @param start - Where to begin: the last block that does not come after it. */
  #narrowestAround(cidr: Cidr, start: number): number {
    let at = start;
    for (let node = this.#nodes[at]; node; node = this.#nodes[at]) {
      this.meter.spend(1);
      if (node.cidr.family === cidr.family && node.cidr.prefix <= cidr.prefix && cidr.network <= node.last)
        return at;
      at = node.parent;
    }
    return -1;
  }

  /** How many blocks come before this one, itself among them if it is there. */
  #countUpTo(cidr: Cidr): number {
    let [low, high] = [0, this.#nodes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      this.meter.spend(1);
      const node = this.#nodes[middle];
      if (node && compareBlocks(node.cidr, cidr) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const isMeeting = (a: number, b: number): boolean => a === b || a === ALL_PROTOCOLS || b === ALL_PROTOCOLS;

function toTables(rules: readonly IndexedRule[], meter: WorkMeter): Map<number, PortTable> {
  const byProtocol = new Map<number, IndexedRule[]>();
  for (const one of rules) {
    const list = byProtocol.get(one.protocol);
    if (list) list.push(one);
    else byProtocol.set(one.protocol, [one]);
  }
  return new Map([...byProtocol].map(([protocol, list]) => [protocol, new PortTable(list, meter)]));
}

/** A block comes before those inside it. */
function compareBlocks(a: Cidr, b: Cidr): number {
  if (a.family !== b.family) return a.family - b.family;
  if (a.network !== b.network) return a.network < b.network ? -1 : 1;
  return a.prefix - b.prefix;
}
