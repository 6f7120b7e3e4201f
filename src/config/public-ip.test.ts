import { expect, it } from 'vitest';
import { DEFAULT_IP_SOURCES } from '#core/public-ip/ip-source.ts';
import { loadConfig } from './load.ts';
import { CONFIG_PLACE, withoutPlace } from '#test/support/harness/config-place.ts';

const load = (file: object) =>
  loadConfig({
    flags: { config: 'me.json' },
    env: {},
    readFile: () => JSON.stringify(file),
    place: CONFIG_PLACE,
  });

const A = 'https://a.example/';
const COUNT = 'expected 2 to 8 addresses; leave the key out for the usual sources';

it.each([[{}], [{ public_ip: {} }]])('the usual sources are asked with %j', (file) => {
  expect(load(file)).toMatchObject({ ipSources: DEFAULT_IP_SOURCES, problem: null, warnings: [] });
});

it.each<[unknown, string, string, string?]>([
  [[], 'sources', COUNT],
  [[A], 'sources', COUNT],
  [Array.from({ length: 9 }, (_, i) => `https://canary${i}.example`), 'sources', COUNT],
  ['https://canary.example', 'sources', 'expected a list'],
  [[A, 7], 'sources[1]', 'expected text'],
  [[A, 'http://canary.example/'], 'sources[1]', 'expected an https address', 'Only https is asked'],
  [['canary.example', A], 'sources[0]', 'expected an https address', 'It is no URL.'],
  [[A, 'https://jo:canary@b.example/'], 'sources[1]', 'expected an https address', 'A name and a password'],
  [
    [A, 'https://b.example/', 'https://A.example/canary'],
    'sources[2]',
    'expected a host of its own; sources[0]',
  ],
])('%j is refused, and not repeated', (sources, path, expected, hint) => {
  const report = load({ public_ip: { sources } }).problem?.report();
  const begin = `Config file /home/jo/me.json: public_ip.${path} is wrong: got `;
  expect(report?.code).toBe('config_error');
  expect(withoutPlace(report?.message)).toContain(begin);
  expect(report?.message).toContain(expected);
  if (hint !== undefined) expect(report?.guidance[0]).toContain(hint);
  expect(JSON.stringify(report)).not.toContain('canary');
});

it('a key that is not known is told with the nearest', () => {
  expect(load({ public_ip: { source: [A] } }).warnings).toEqual([
    expect.stringContaining('public_ip.source is not a key known here; did you mean "sources"?'),
  ]);
});
