/** The ports that a service name has with each protocol; most have one, with one protocol or both. */
export interface IanaService {
  readonly tcp: readonly number[];
  readonly udp: readonly number[];
}

/** Service names in lower case, as IANA's registry of them has them. */
export type IanaServices = ReadonlyMap<string, IanaService>;

/**
 * IANA's names for all system ports (0–1023) and for those user ports that `scripts/generate/iana-names.ts` chooses,
 * generated from the registry. A chunk of its own: hardly a call needs it; `needsIana` in port-list.ts says which.
 */
export async function loadIanaServices(): Promise<IanaServices> {
  const { BOTH, TCP, UDP } = await import('./iana-names.ts');
  const services = new Map<string, { tcp: number[]; udp: number[] }>();
  const enter = (text: string, protocols: readonly ('tcp' | 'udp')[]) => {
    for (const entry of text.trim().split(/\s+/)) {
      const [name = '', port] = entry.split('/');
      const service = services.get(name) ?? { tcp: [], udp: [] };
      services.set(name, service);
      for (const protocol of protocols) service[protocol].push(Number(port));
    }
  };
  enter(BOTH, ['tcp', 'udp']);
  enter(TCP, ['tcp']);
  enter(UDP, ['udp']);
  return services;
}
