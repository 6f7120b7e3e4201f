import { describe, expect, it } from 'vitest';
import { toWhitelistError } from '#core/errors/errors.ts';
import { DEFAULT_IP_SOURCES, parseIpSource } from './ip-source.ts';

describe('a source', () => {
  it.each([
    ['https://ip.example', { url: 'https://ip.example/', host: 'ip.example', families: [4, 6] }],
    [
      'https://IP.example:8443/mine?t=1',
      { url: 'https://ip.example:8443/mine?t=1', host: 'ip.example:8443', families: [4, 6] },
    ],
    ['https://192.0.2.1/', { url: 'https://192.0.2.1/', host: '192.0.2.1', families: [4] }],
    ['https://[2001:db8::1]:4/', { url: 'https://[2001:db8::1]:4/', host: '[2001:db8::1]:4', families: [6] }],
  ])('%s', (text, source) => {
    expect(parseIpSource(text)).toEqual(source);
  });

  it.each([
    ['ip.example', 'It is no URL.'],
    [7, 'It is no URL.'],
    ['http://ip.example/', 'Only https is asked'],
    ['ftp://ip.example/', 'Only https is asked'],
    ['https://canary@ip.example/', 'A name and a password'],
    ['https://:canary@ip.example/', 'A name and a password'],
    ['https://ip.example/#canary', 'What follows #'],
  ])('%s is none', (text, hint) => {
    let report;
    try {
      parseIpSource(text);
    } catch (error) {
      report = toWhitelistError(error).report();
    }
    expect(report).toMatchObject({ code: 'invalid_input', guidance: [expect.stringContaining(hint)] });
    expect(JSON.stringify(report)).not.toContain('canary');
  });
});

it.each([4, 6] as const)('three operators are asked for IPv%i unless others are named', (family) => {
  const hosts = DEFAULT_IP_SOURCES.filter(({ families }) => families.includes(family)).map(
    ({ host }) => host,
  );
  const operators = hosts.map((host) => host.split('.').slice(-2).join('.'));
  expect(new Set(operators).size).toBe(3);
});
