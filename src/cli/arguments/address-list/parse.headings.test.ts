import { describe, expect, it } from 'vitest';
import { toWhitelistError, type WhitelistError } from '#core/errors/errors.ts';
import { parseAddressList } from './parse.ts';

const read = (text: string) => parseAddressList(text, 'hosts.txt');
const addresses = (text: string) => read(text).addresses;
const refused = (text: string): WhitelistError => {
  try {
    read(text);
  } catch (error) {
    return toWhitelistError(error);
  }
  throw new Error('it was read');
};

describe('[from-file.headings] a heading that is not known', () => {
  it.each([
    ['net_block,comment\n198.51.100.0/28,office', '"net_block", "comment"'],
    ['Name;Rechner;Bemerkung\nEmpfang;198.51.100.7;x\nBüro;198.51.100.8;y', '"Name", "Rechner", "Bemerkung"'],
  ])('is named, with those that are: %j', (text, names) => {
    const { message, details } = refused(text);
    expect(message).toBe(`hosts.txt: line 1 looks like a heading, and none of its names is known: ${names}.`);
    expect(details.guidance?.[0]).toContain('ip_address, ip, cidr');
  });

  it.each([
    'ip_range,comment\n198.51.100.0/28,office',
    'Name;IP-Adresse;Bemerkung\nEmpfang;198.51.100.0/28;x',
    'CIDR IP\n198.51.100.0/28',
    'cidr block,vpc\n198.51.100.0/28,a',
  ])('is none of these: %j', (text) => {
    expect(addresses(text)).toEqual(['198.51.100.0/28']);
  });
});

describe('[from-file.semicolons] a line that begins with a semicolon', () => {
  it.each([
    '; list\n; Mon, 30 Nov 2026 10:00:00 GMT\n198.51.100.0/24 ; SBL000\n; 203.0.113.0/24\n192.0.2.0/24 ; SBL1',
    '; list\r\n\r\n198.51.100.0/24\r\n ;end\r\n192.0.2.0/24\r\n',
    '; list\nip;name\n198.51.100.0/24;a\n192.0.2.0/24;b',
  ])('is a comment: %j', (text) => {
    expect(addresses(text)).toEqual(['198.51.100.0/24', '192.0.2.0/24']);
  });

  it('is a row of a table whose first cell is empty', () => {
    expect(addresses('name;ip;room\nann;198.51.100.7;1\n;198.51.100.8;2')).toEqual([
      '198.51.100.7',
      '198.51.100.8',
    ]);
    expect(addresses('ann;198.51.100.7\n;198.51.100.8')).toEqual(['198.51.100.7', '198.51.100.8']);
  });

  it('leaves the numbers of the lines as they are', () => {
    expect(refused('; a\n198.51.100.300\n; b\n198.51.100.7').details.guidance?.[0]).toMatch(/^line 2: /);
  });
});
