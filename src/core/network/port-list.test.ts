import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Family } from './address.ts';
import { needsIanaServices, parsePortList, toFamilyTraffic } from './port-list.ts';
import { loadIanaServices, TCP_SERVICES, UDP_SERVICES } from './services.ts';
import {
  describeTraffic,
  formatPortArgument,
  isSameTraffic,
  LAST_PORT,
  type TrafficRequest,
} from './traffic.ts';

const iana = await loadIanaServices();

/** In words, for one family. */
function words(port: unknown, more: Partial<TrafficRequest> = {}, family: Family = 4): string[] {
  const asked = parsePortList({ port, protocol: undefined, ...more });
  return asked.map((one) => describeTraffic(toFamilyTraffic(one, family)));
}
const guidance = (hint: string | RegExp): unknown =>
  expect.objectContaining({
    details: { guidance: [typeof hint === 'string' ? hint : expect.stringMatching(hint)] },
  });

describe('a list of ports', () => {
  it.each([
    [443, ['tcp 443']],
    ['443', ['tcp 443']],
    [
      [80, '443', 'ssh', '8000-8010'],
      ['tcp 80', 'tcp 443', 'tcp 22', 'tcp 8000-8010'],
    ],
    ['80, 443,8000-8010 , https', ['tcp 80', 'tcp 443', 'tcp 8000-8010']],
    [
      ['80, 443', 22],
      ['tcp 80', 'tcp 443', 'tcp 22'],
    ],
    [['https', 443, 'HTTPS', '443-443'], ['tcp 443']],
    ['80-90, 85-95, 85', ['tcp 80-90', 'tcp 85-95', 'tcp 85']],
    ['all', ['tcp all ports']],
    [
      ['all', '0-65535', 1],
      ['tcp all ports', 'tcp 1'],
    ],
    ['ephemeral', ['tcp 1024-65535']],
    ['dns', ['tcp 53']],
  ])('may be said as %j', (port, wanted) => {
    expect(words(port)).toEqual(wanted);
    expect(words(port, {}, 6)).toEqual(wanted);
  });

  it('takes one protocol for all of it, and the default port where nothing is said', () => {
    expect(words([53, 'https'], { protocol: 'udp' })).toEqual(['udp 53', 'udp 443']);
    expect(words(undefined, { defaultPort: 22 })).toEqual(['tcp 22']);
    expect(words(undefined, { protocol: 'all' })).toEqual(['all traffic']);
  });

  it.each([
    [[], 'An empty list is never taken to mean every port.'],
    ['80,,443', null],
    [',', null],
    ['80,', null],
    [[80, ''], null],
    [[undefined], null],
  ])('is refused with a place left empty, default port or not: %j', (port, hint) => {
    const read = () => parsePortList({ port, protocol: undefined, defaultPort: 22 });
    expect(read).toThrow(/^Invalid port: got .*, expected a port in each place of the list/);
    if (hint !== null) expect(read).toThrow(guidance(hint));
  });

  it.each(['', ' 443', '80 443', '80, 4 43', [[80]], [null], [80, true], ['80-'], '80;443'])(
    'is refused as %j',
    (port) => {
      expect(() => words(port)).toThrow(/^Invalid port: got .*, expected a port from 0 to 65535/);
    },
  );

  it('holds what was said, each once, in its order', () => {
    const item = fc.oneof(
      fc.nat({ max: 9 }),
      fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })).map(([from, more]) => `${from}-${from + more}`),
      fc.constantFrom('ssh', 'all', 'ping', 'echo-reply', 'ephemeral'),
    );
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 12 }), (items) => {
        const whole = parsePortList({ port: items, protocol: undefined });
        expect(parsePortList({ port: items.join(', '), protocol: undefined }).map((one) => one[6])).toEqual(
          whole.map((one) => one[6]),
        );
        const alone = items.flatMap((port) => words(port));
        expect(whole.map((one) => describeTraffic(toFamilyTraffic(one, 4)))).toEqual([...new Set(alone)]);
      }),
    );
  });
});

describe('a name of ICMP', () => {
  it.each([
    ['ping', 'icmp type 8', 'icmpv6 type 128'],
    ['Echo Request', 'icmp type 8', 'icmpv6 type 128'],
    ['echo_reply', 'icmp type 0', 'icmpv6 type 129'],
    ['destination-unreachable', 'icmp type 3', 'icmpv6 type 1'],
    ['time-exceeded', 'icmp type 11', 'icmpv6 type 3'],
    ['parameter-problem', 'icmp type 12', 'icmpv6 type 4'],
    ['redirect', 'icmp type 5', 'icmpv6 type 137'],
    ['router-advertisement', 'icmp type 9', 'icmpv6 type 134'],
    ['router-solicitation', 'icmp type 10', 'icmpv6 type 133'],
    ['fragmentation-needed', 'icmp type 3/4', null],
    ['packet-too-big', null, 'icmpv6 type 2'],
    ['neighbor-solicitation', null, 'icmpv6 type 135'],
    ['neighbor-advertisement', null, 'icmpv6 type 136'],
  ])('%s is another number in each family', (name, v4, v6) => {
    for (const protocol of [undefined, 'icmp', 1]) {
      if (v4 === null) expect(() => words(name, { protocol })).toThrow('expected what IPv4 has');
      else expect(words(name, { protocol })).toEqual([v4]);
      if (v6 === null) expect(() => words(name, { protocol }, 6)).toThrow('expected what IPv6 has');
      else expect(words(name, { protocol }, 6)).toEqual([v6]);
    }
  });

  it('is ICMPv6 alone where that is said', () => {
    expect(words('ping', { protocol: 'icmpv6' }, 6)).toEqual(['icmpv6 type 128']);
    expect(() => words('ping', { protocol: 'icmpv6' })).toThrow(guidance(/^ICMP's types in IPv4: ping, /));
    expect(() => words(8, { protocol: 'icmpv6' })).toThrow('expected icmp with an IPv4 address');
    const read = () => words('fragmentation-needed', { protocol: 'icmpv6' }, 6);
    expect(read).toThrow(/expected a type of ICMPv6\./);
    expect(read).toThrow(guidance(/packet-too-big/));
  });

  it('may stand among ports where no protocol is said, whatever the default', () => {
    expect(words('22, ping', { defaultProtocol: 'udp' })).toEqual(['udp 22', 'icmp type 8']);
    expect(words(['ping', 'echo-request', 'echo request'])).toEqual(['icmp type 8']);
    expect(words(['packet-too-big', 'ping'], {}, 6)).toEqual(['icmpv6 type 2', 'icmpv6 type 128']);
    for (const protocol of ['tcp', 'udp'])
      expect(() => words('ping', { protocol })).toThrow(guidance('Leave the protocol out, or say "icmp".'));
    expect(() => words('ping', { protocol: 'all' })).toThrow('expected no port with protocol all');
  });

  it('is a port where the person has named one so, unless ICMP is said', () => {
    const services = new Map([['ping', 7000]]);
    expect(words('PING', { services })).toEqual(['tcp 7000']);
    expect(words('ping', { services, protocol: 'udp' })).toEqual(['udp 7000']);
    expect(words('ping', { services, protocol: 'icmp' })).toEqual(['icmp type 8']);
  });

  it('by its number is taken at its word, and without a port it is all of ICMP', () => {
    expect(words([8, '3/4'], { protocol: 'icmp' }, 6)).toEqual(['icmpv6 type 8', 'icmpv6 type 3/4']);
    expect(words(undefined, { protocol: 'icmp' }, 6)).toEqual(['icmpv6']);
  });
});

describe('a name of a service', () => {
  it.each([...UDP_SERVICES])('%s is UDP: that has to be said', (name, port) => {
    const hint = `${name} goes over UDP: give protocol "udp" with it, or the port's number.`;
    for (const known of [{}, { iana }, { defaultProtocol: 'tcp' }])
      expect(() => words(name, known)).toThrow(guidance(hint));
    for (const more of [{ protocol: 'udp' }, { defaultProtocol: 'udp' }])
      expect(words(name, more)).toEqual([`udp ${port}`]);
    expect(words(name, { protocol: 'tcp' })).toEqual([`tcp ${port}`]);
  });

  it("may be IANA's, in any case", () => {
    expect(() => words('ms-wbt-server')).toThrow('Invalid port');
    expect(words(['MS-WBT-Server', 'domain', 'kerberos'], { iana })).toEqual([
      'tcp 3389',
      'tcp 53',
      'tcp 88',
    ]);
    expect(words('kerberos', { iana, protocol: 'udp' })).toEqual(['udp 88']);
  });

  it("of IANA's goes with the protocols that it is registered for", () => {
    expect(() => words('geneve', { iana })).toThrow(guidance(/^geneve goes over UDP: give protocol "udp"/));
    expect(() => words('geneve', { iana, protocol: 'tcp' })).toThrow(guidance(/^geneve goes over UDP/));
    expect(words('geneve', { iana, protocol: 'udp' })).toEqual(['udp 6081']);
    expect(() => words('xmpp-client', { iana, protocol: 'udp' })).toThrow(
      guidance(/^xmpp-client goes over TCP: give protocol "tcp"/),
    );
  });

  it("of IANA's that has several ports is asked for", () => {
    const hint = "In IANA's registry http-alt is 591 and 8008 and 8080: say which.";
    expect(() => words('http-alt', { iana })).toThrow(guidance(hint));
  });

  it("that is the person's own or built in wins over IANA's", () => {
    const other = new Map([['oracle', { tcp: [2005], udp: [2005] }]]);
    expect(words('oracle', { iana: other })).toEqual(['tcp 1521']);
    expect(words('domain', { iana, services: new Map([['domain', 5300]]) })).toEqual(['tcp 5300']);
    expect(words('ephemeral', { services: new Map([['ephemeral', 40000]]) })).toEqual(['tcp 40000']);
  });

  it('that nobody knows is told the known ones', () => {
    const known = `Known names: mine, ${[...TCP_SERVICES.keys()].join(', ')}`;
    const services = new Map([['mine', 1]]);
    expect(() => words('yours', { services })).toThrow(guidance(`${known}.`));
    expect(() => words('yours', { services, iana })).toThrow(guidance(`${known}; with them IANA's.`));
  });
});

it.each([
  [443, false],
  ['80, 8000-8010', false],
  [undefined, false],
  [[null, {}], false],
  ['all, ephemeral, ping, echo request, SSH, ntp, mine', false],
  ['kerberos', true],
  [[443, 'kerberos'], true],
  ['22, sip', true],
])("IANA's names are needed for %j: %j", (port, needed) => {
  expect(needsIanaServices({ port, services: new Map([['mine', 1]]) })).toBe(needed);
  expect(needsIanaServices({ port: 'mine' })).toBe(true);
});

it('what was read reads back from the argument that stands for it', () => {
  const port = fc.nat({ max: LAST_PORT });
  fc.assert(
    fc.property(
      port,
      fc.constantFrom<Family>(4, 6),
      fc.constantFrom('tcp', 'udp'),
      (first, family, protocol) => {
        const [asked] = parsePortList({ port: first, protocol });
        if (asked === undefined) throw new Error('Nothing was read');
        const traffic = toFamilyTraffic(asked, family);
        const [again] = parsePortList({ port: [formatPortArgument(traffic)], protocol: traffic.protocol });
        expect(again && isSameTraffic(toFamilyTraffic(again, family), traffic)).toBe(true);
      },
    ),
  );
});
