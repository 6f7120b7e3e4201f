import { expect, it } from 'vitest';
import { loadIanaServices, TCP_SERVICES, UDP_SERVICES } from './services.ts';

const iana = await loadIanaServices();

it.each([
  ['ssh', [22], [22]],
  ['domain', [53], [53]],
  ['ms-wbt-server', [3389], [3389]],
  ['http-alt', [591, 8008, 8080], [591, 8008, 8080]],
  ['xmpp-client', [5222], []],
  ['geneve', [], [6081]],
])('%s has the ports of the registry', (name, tcp, udp) => {
  expect(iana.get(name)).toEqual({ tcp, udp });
});

it.each(['ipp', 'shell', 'http', 'xinuexpansion1'])(
  '%s, of which the registry says more, is left out',
  (name) => {
    expect(iana.has(name)).toBe(false);
  },
);

it('has ports for every name, and can be said', () => {
  expect(iana.size).toBeGreaterThan(600);
  for (const [name, { tcp, udp }] of iana) {
    expect(name).toMatch(/^(?=.*[a-z])[^\s,/A-Z]+$/);
    expect(tcp.length + udp.length, name).toBeGreaterThan(0);
    for (const port of [...tcp, ...udp]) expect(port > 0 && port <= 49151, `${name} ${port}`).toBe(true);
  }
});

it('agrees with the built-in names that it has too', () => {
  const differing = [...TCP_SERVICES, ...UDP_SERVICES].filter(([name, port]) => {
    const registered = iana.get(name);
    return registered && ![...registered.tcp, ...registered.udp].includes(port);
  });
  expect(differing.map(([name]) => name)).toEqual([]);
  const shared = [...TCP_SERVICES.keys(), ...UDP_SERVICES.keys()].filter((name) => iana.has(name));
  expect(shared.length).toBeGreaterThan(15);
});
