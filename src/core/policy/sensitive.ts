import type { Family } from '#core/network/address.ts';
import { openedTo, sourcesOf } from './opened.ts';
import type { Change, Policy, Refusal } from './policy.ts';
import type { SensitivePort } from './ports.ts';
import { describeWidth, excessOf, FAMILIES, fewOf, limitOf, publicShare, type Excess } from './width.ts';

interface Over {
  readonly excess: Excess;
  readonly ports: SensitivePort[];
}

/** Holds public sources to the limits of the sensitive ports that they are let in on. */
export function judgeSensitive({ sensitivePorts }: Policy, { authorize }: Change): Refusal[] {
  const sources = sourcesOf(authorize);
  return FAMILIES.flatMap((family) => {
    // One rule may open dozens of them at once, most with the same limit: that is said once.
    const alike = new Map<string, Over>();
    for (const port of sensitivePorts) {
      const limit = limitOf(port.minPrefix, family);
      const share = publicShare(openedTo(authorize, port, family), family, limit);
      for (const excess of excessOf(share, family)) {
        const key = `${limit} ${excess.spans.join(' ')}`;
        const over = alike.get(key) ?? { excess, ports: [] };
        over.ports.push(port);
        alike.set(key, over);
      }
    }
    return [...alike.values()].map(({ excess, ports }) => ({
      setting: 'sensitive_ports',
      reason: `${describeWidth(excess, sources, family)}; on ${fewOf(ports.map(({ name }) => name))}, public IPv${family} sources may be no wider than /${excess.limit}.`,
      allows: allowing(ports, excess, family),
    }));
  });
}

/** The entries to write; of more than a few, what each would say. */
function allowing(ports: readonly SensitivePort[], { width }: Excess, family: Family): string {
  const limit = `"min_prefix_length": { "ipv${family}": ${width} }`;
  if (ports.length > 3) return `for each of these ${ports.length}, an entry with ${limit}`;
  return ports.map((port) => `{ ${portText(port)}, ${limit} }`).join(', ');
}

function portText({ every, from, to, protocol }: SensitivePort): string {
  const port = every ? '"all"' : from === to ? String(from) : `"${from}-${to}"`;
  return protocol === null ? `"port": ${port}` : `"port": ${port}, "protocol": "${protocol}"`;
}
