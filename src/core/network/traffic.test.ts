import { describe, expect, it } from 'vitest';
import { TCP_SERVICES } from './services.ts';
import { toPortInterval, LAST_PORT, parseTraffic } from './traffic.ts';

const parse = (port: unknown, protocol: unknown = undefined) => parseTraffic({ port, protocol });
const one = (port: number) => ({ protocol: 'tcp', ports: { from: port, to: port } });
const details = (hint: string): unknown => expect.objectContaining({ details: { guidance: [hint] } });

describe('a port', () => {
  it.each([0, 22, 443, 65535, '443'])('[add.port-number] may be a number: %j', (port) => {
    expect(parse(port)).toEqual(one(Number(port)));
  });

  it.each([
    ['8000-8010', 8000, 8010],
    ['0-65535', 0, 65535],
    ['443-443', 443, 443],
    ['all', 0, 65535],
  ])('[add.port-range] may be a range: %s', (port, from, to) => {
    expect(parse(port)).toEqual({ protocol: 'tcp', ports: { from, to } });
  });

  it.each([
    ['https', 443],
    ['SSH', 22],
    ['postgres', 5432],
    ['PostgreSQL', 5432],
  ])('[add.port-service-name] may be a name: %s', (name, port) => {
    expect(parse(name)).toEqual(one(port));
    expect(parse(name, 'udp')).toEqual({ ...one(port), protocol: 'udp' });
  });

  it('may be any built-in name, in any case', () => {
    for (const [name, port] of TCP_SERVICES) expect(parse(name.toUpperCase())).toEqual(one(port));
  });

  it("may be a name of the person's own, which wins over a built-in one", () => {
    const services = new Map([
      ['https', 8443],
      ['my-app', 9000],
    ]);
    expect(parseTraffic({ port: 'HTTPS', protocol: 'tcp', services })).toEqual(one(8443));
    expect(parseTraffic({ port: 'my-app', protocol: 'tcp', services })).toEqual(one(9000));
    const named = details(
      `Known names: https, my-app, ${[...TCP_SERVICES.keys()].filter((n) => n !== 'https').join(', ')}.`,
    );
    expect(() => parseTraffic({ port: 'htps', protocol: 'tcp', services })).toThrow(named);
  });

  it.each(['tcp', 'udp'])(
    '[add.port-left-out] is asked for with %s where there is no default',
    (protocol) => {
      expect(() => parse(undefined, protocol)).toThrow(details('Say which port; none is assumed.'));
      expect(parseTraffic({ port: undefined, protocol, defaultPort: 22 }).ports).toEqual({
        from: 22,
        to: 22,
      });
      expect(parseTraffic({ port: 80, protocol, defaultPort: 22 }).ports).toEqual({ from: 80, to: 80 });
    },
  );

  it('is refused the wrong way round', () => {
    expect(() => parse('8010-8000')).toThrow(details('A range starts with its lower port.'));
  });

  it.each([
    -1,
    65536,
    80.5,
    1e21,
    NaN,
    null,
    true,
    ['443'],
    {},
    '',
    ' 443',
    '443 ',
    '0443',
    '+443',
    '0x1bb',
    '４４３',
    '1-',
    '-1',
    '-',
    '1-2-3',
    '1 - 2',
    '0-65536',
    '80,443',
    'a b',
  ])('is refused as %j', (port) => {
    expect(() => parse(port)).toThrow(/^Invalid port: got .*, expected a port from 0 to 65535/);
  });
});

describe('ICMP', () => {
  it.each(['icmp', 'icmpv6'])('[add.icmp-all] %s without a port is all of it', (protocol) => {
    for (const port of [undefined, 'all']) {
      const traffic = parseTraffic({ port, protocol, defaultPort: 22 });
      expect(traffic).toEqual({ protocol, ports: null });
      expect(toPortInterval(traffic)).toEqual([0, LAST_PORT]);
    }
  });

  it.each([
    [8, { from: 8, to: -1 }],
    ['0', { from: 0, to: -1 }],
    ['3/4', { from: 3, to: 4 }],
    ['255/255', { from: 255, to: 255 }],
  ])('takes a type, or a type and a code: %j', (port, ports) => {
    expect(parse(port, 'icmp')).toEqual({ protocol: 'icmp', ports });
  });

  it.each([443, -1, '256', '8/256', '08', '8/00', '8/', '/0', '8-9', '', null, 'ping'])(
    'refuses %j',
    (port) => {
      expect(() => parse(port, 'icmp')).toThrow('expected an ICMP type from 0 to 255');
    },
  );
});

describe('all protocols', () => {
  it.each(['all', 'ALL', '-1', -1])('[add.all-protocols] is what %j means', (protocol) => {
    expect(parse(undefined, protocol)).toEqual({ protocol: 'all', ports: null });
    expect(parse('all', protocol)).toEqual({ protocol: 'all', ports: null });
  });

  it.each(['all', '47'])('takes no port, since AWS would open all of them: %s', (protocol) => {
    expect(() => parse(443, protocol)).toThrow(`expected no port with protocol ${protocol}`);
  });
});

it('a protocol left out is the default one, else TCP', () => {
  expect(parse(443).protocol).toBe('tcp');
  expect(parseTraffic({ port: 443, protocol: undefined, defaultProtocol: 'udp' }).protocol).toBe('udp');
  expect(() => parse(443, null)).toThrow('Invalid protocol: got null');
});
