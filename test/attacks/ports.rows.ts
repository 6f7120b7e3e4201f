import { add, ALLOW, CONFIRM, deny, INVALID, remove, type Attack } from './attack.ts';

const OFFICE = '203.0.112.0/23';
const SENSITIVE = deny('sensitive_ports');

const spellings: [string, object][] = [
  ['all', { port: 'all' }],
  ['0-65535', { port: '0-65535' }],
  ['1-65535', { port: '1-65535' }],
  ['0-65534', { port: '0-65534' }],
  ['all of UDP', { port: 'all', protocol: 'udp' }],
  ['protocol all', { port: undefined, protocol: 'all' }],
  ['protocol -1', { port: undefined, protocol: '-1' }],
  ['protocol ALL', { port: undefined, protocol: 'ALL' }],
  ['port all of protocol all', { port: 'all', protocol: 'all' }],
];

const hidden: [string, object][] = [
  ['SSH itself', { port: 22 }],
  ['SSH as a text', { port: '22' }],
  ['SSH by name', { port: 'ssh' }],
  ['SSH by NAME', { port: 'SSH' }],
  ['SSH in a range', { port: '20-25' }],
  ['SSH at the end of a range', { port: '1-22' }],
  ['SSH as a range', { port: '22-22' }],
  ['SSH over UDP', { port: 22, protocol: 'udp' }],
  ['SSH by the number of the protocol', { port: 22, protocol: '6' }],
  ['RDP', { port: 'rdp' }],
  ['a database', { port: 'postgres' }],
  ['a cache in a wide range', { port: '6000-7000' }],
  ['SSH in a list', { port: [443, 22] }],
  ['SSH in a list in a text', { port: '443, 22' }],
  ['everything above 1024', { port: '1024-65535' }],
];

const refused: [string, object][] = [
  ['protocol -1 with a port', { protocol: '-1' }],
  ['protocol all with a port', { protocol: 'all' }],
  ['protocol GRE with a port', { protocol: '47' }],
  ['port -1', { port: -1 }],
  ['port "-1"', { port: '-1' }],
  ['a port beyond the last', { port: 65_536 }],
  ['a port that wraps to SSH', { port: 65_558 }],
  ['half a port', { port: 22.5 }],
  ['an exponent', { port: '2.2e1' }],
  ['hexadecimal', { port: '0x16' }],
  ['a leading zero', { port: '022' }],
  ['a sign', { port: '+22' }],
  ['white space', { port: ' 22' }],
  ['full-width digits', { port: '２２' }],
  ['a range backwards', { port: '65535-0' }],
  ['two ranges', { port: '80-90-100' }],
  ['an open range', { port: '22-' }],
  ['a list in a list', { port: [443, [22]] }],
  ['a list of none', { port: [] }],
  ['a list with a hole', { port: '443,,8443' }],
  ['an object', { port: { from: 0, to: 65_535 } }],
  ['null', { port: null }],
  ['nothing', { port: '' }],
  ['true', { port: true }],
  ['a star', { port: '*' }],
  ['any', { port: 'any' }],
  ['a name of objects', { port: 'constructor' }],
  ['another name of objects', { port: '__proto__' }],
  ['an unknown protocol', { protocol: 'any' }],
  ['two protocols', { protocol: 'tcp,udp' }],
  ['a protocol beyond the last', { protocol: '256' }],
  ['a protocol in a list', { protocol: ['tcp'] }],
  ['an ICMP type beyond the last', { protocol: 'icmp', port: 256 }],
  ['no port at all', { port: undefined }],
];

export const ports: readonly Attack[] = [
  ...spellings.map(([name, more]) => add(`all ports as ${name}`, { ip_address: OFFICE, ...more }, SENSITIVE)),
  ...hidden.map(([name, more]) => add(`wide on ${name}`, { ip_address: OFFICE, ...more }, SENSITIVE)),
  ...refused.map(([name, more]) => add(`no port: ${name}`, more, INVALID)),
  add('wide on SSH, IPv6', { ip_address: '2001:db8::/55', port: 22 }, SENSITIVE),
  add('wide on SSH, mapped', { ip_address: '::ffff:203.0.112.0/119', port: 22 }, SENSITIVE),
  add(
    'the world for SSH',
    { ip_address: '0.0.0.0/0', port: 22 },
    deny('allow_world_open', 'sensitive_ports'),
  ),
  add(
    'a flood of ICMP',
    { ip_address: '0.0.0.0/0', port: undefined, protocol: 'icmp' },
    deny('allow_world_open'),
  ),
  add(
    'a flood of ICMPv6',
    { ip_address: '::/0', port: undefined, protocol: 'icmp' },
    deny('allow_world_open'),
  ),
  add('ICMP where web is allowed', { port: undefined, protocol: 'icmp' }, deny('allowed_ports'), {
    allowed_ports: [443],
  }),
  add('GRE where web is allowed', { port: undefined, protocol: '47' }, deny('allowed_ports'), {
    allowed_ports: ['0-65535'],
  }),
  add('all protocols where all ports are', { port: undefined, protocol: 'all' }, deny('allowed_ports'), {
    allowed_ports: ['0-65535', 'icmp'],
  }),
  add('UDP where TCP is allowed', { protocol: 'udp' }, deny('allowed_ports'), { allowed_ports: ['443/tcp'] }),
  add('a range around the allowed port', { port: '442-444' }, deny('allowed_ports'), {
    allowed_ports: [443],
  }),
  add('a gap between allowed ports', { port: '80-443' }, deny('allowed_ports'), { allowed_ports: [80, 443] }),
  add('a port that asks, hidden in a range', { port: '20-30' }, CONFIRM, {
    sensitive_ports: [{ port: 22, confirm: true }],
  }),
  add('a port that asks, hidden in all protocols', { port: undefined, protocol: 'all' }, CONFIRM, {
    sensitive_ports: [{ port: 8006, confirm: true }],
  }),
  add('most ports where all ask', { port: '1-65534' }, CONFIRM, {
    sensitive_ports: [{ port: 'all', confirm: true }],
  }),
  add('all ports to one address', { port: 'all' }, ALLOW),
  add('SSH to one address', { port: 22 }, ALLOW),
  add('port 0', { port: 0 }, ALLOW),
  remove('all ports go away', { ip_address: '0.0.0.0/0', port: 'all' }, ALLOW, { allowed_ports: [443] }),
  remove('no port: null', { port: null }, CONFIRM, { confirm: 'always' }),
  add('no protocol: null', { protocol: null }, ALLOW),
  add('no protocol: nothing', { protocol: '' }, ALLOW),
  add('no port: a placeholder', { port: '${user_config.port}' }, INVALID),
  remove('no port: nothing', { port: '' }, INVALID),
  remove('no protocol: nothing', { protocol: '' }, INVALID),
];
