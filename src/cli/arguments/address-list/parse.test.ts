import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
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

const octet = fc.integer({ min: 0, max: 255 });
const v4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
const address = fc.oneof(
  v4,
  fc.tuple(v4, fc.integer({ min: 0, max: 32 })).map(([one, prefix]) => `${one}/${prefix}`),
  fc.ipV6(),
  fc.constantFrom('current', 'Current'),
);
const list = fc.array(address, { minLength: 1, maxLength: 30 });
const eol = fc.constantFrom('\n', '\r\n', '\r');
const bom = fc.constantFrom('', '\uFEFF');
const words = fc.string({
  unit: fc.constantFrom('a', 'Z', ' ', '#', ',', ';', '\t', "'", 'é', '1.2.3.4'),
  maxLength: 12,
});
const holds = <T>(all: fc.Arbitrary<T>, check: (value: T) => void) => fc.assert(fc.property(all, check));

describe('[from-file.lines] lines', () => {
  it('have one address each, with comments, blanks and empty lines as anybody likes', () => {
    const line = fc.record({
      before: fc.constantFrom('', ' ', '\t'),
      comment: fc.option(
        words.map((text) => ` #${text}`),
        { nil: ' ' },
      ),
      above: fc.constantFrom('', '\n', '# 198.51.100.9, gone\n', '   \n'),
    });
    const whole = fc.record({ list, eol, bom, line: fc.infiniteStream(line) });
    holds(whole, ({ list: wanted, eol: end, bom: mark, line: lines }) => {
      const text = wanted.map((one) => {
        const { above, before, comment } = lines.next().value;
        return `${above}${before}${one}${comment}\n`;
      });
      expect(read(mark + text.join('').replaceAll('\n', end))).toEqual({ addresses: wanted, unused: null });
    });
  });

  it('need no end of the last one', () => {
    expect(addresses('203.0.113.7\n198.51.100.4')).toEqual(['203.0.113.7', '198.51.100.4']);
  });
});

const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const cell = fc.string({
  unit: fc.constantFrom('a', 'b c', '"', ',', ';', '\t', '\n', '\r\n', '#', ' '),
  maxLength: 8,
});

describe('[from-file.table] a table', () => {
  const HEADINGS = ['ip_address', 'address', 'ip', 'cidr', 'source', 'IP Address', ' CIDR ', '"ip-address"'];

  it('with a heading: that column, whatever is in the others', () => {
    const whole = fc.record({
      heading: fc.constantFrom(...HEADINGS),
      rows: fc.array(fc.tuple(cell, address, cell, fc.boolean()), { minLength: 1, maxLength: 10 }),
      separator: fc.constantFrom(',', ';', '\t'),
      eol,
      bom,
    });
    holds(whole, ({ heading, rows, separator, eol: end, bom: mark }) => {
      const lines = [
        ['note', heading, 'owner'],
        ...rows.map(([a, one, b, bare]) => [quote(a), bare ? one : quote(one), quote(b)]),
      ];
      const { addresses: found, unused } = read(mark + lines.map((l) => l.join(separator) + end).join(''));
      expect(found).toEqual(rows.map(([, one]) => one));
      if (rows.some(([a]) => a.trim() !== '' && !/^\s*#|\s#/.test(a))) expect(unused).toContain('"note"');
    });
  });

  it('with a cell in quotes of which a line begins with a semicolon', () => {
    const { addresses: found } = read('note;ip_address;owner\n"\r\n;\n";0.0.0.0/0;jo\n;::/0;jo\n');
    expect(found).toEqual(['0.0.0.0/0', '::/0']);
  });

  it('without one: the only column of addresses, and what is not used is named', () => {
    expect(read('Jo,203.0.113.7,home\nKim,198.51.100.4,\n')).toEqual({
      addresses: ['203.0.113.7', '198.51.100.4'],
      unused: 'hosts.txt: not used: "column 1", "column 3".',
    });
  });

  it.each([
    ['one column with a heading', 'ip\n203.0.113.7 # Jo, home\n', ['203.0.113.7'], '"column 2"'],
    [
      'a heading that says more comes first',
      'address,ip\nMain St 1,203.0.113.7\n',
      ['203.0.113.7'],
      '"address"',
    ],
    ['a separator inside quotes', '"a;b",203.0.113.7\n"c;d",::1\n', ['203.0.113.7', '::1'], '"column 1"'],
    ['quotes alone', '"203.0.113.7"\n"198.51.100.4"\n', ['203.0.113.7', '198.51.100.4'], null],
    ['a cell over two lines', 'ip,note\n203.0.113.7,"a\nb"\n::1,c\n', ['203.0.113.7', '::1'], '"note"'],
    ['blanks around cells', ' ip ; note \n 203.0.113.7 ; "x" \n', ['203.0.113.7'], '"note"'],
    ['a comma at the ends', '203.0.113.7,\n198.51.100.4,\n', ['203.0.113.7', '198.51.100.4'], null],
    ['comments and empty lines', '# ip,x\n\nip,note\n  # gone\n203.0.113.7,a\n', ['203.0.113.7'], '"note"'],
  ])('%s', (_, text, expected, unused) => {
    expect(read(text)).toEqual({
      addresses: expected,
      unused: unused === null ? null : `hosts.txt: not used: ${unused}.`,
    });
  });

  it('names ten columns at most', () => {
    const { unused } = read(`${['ip', ...'abcdefghijkl'].join()}\n${['::1', ...'abcdefghijkl'].join()}\n`);
    expect(unused).toBe('hosts.txt: not used: "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", and 2 more.');
  });

  it.each([
    ['1.1.1.1,2.2.2.2\n', 'columns 1 and 2 hold addresses, and no heading tells which are meant.'],
    ['ip,note\n1.1.1.1,"a\n', 'line 2 has a quote that is not closed, or that text follows.'],
    ['ip,note\n"1.1.1.1"0,a\n', 'line 2 has a quote that is not closed, or that text follows.'],
    [`ip${','.repeat(200)}\n::1\n`, 'it has more than 100 columns.'],
    ['ip,note\n', 'there is no address in it.'],
  ])('is refused as a whole: %j', (text, why) => {
    expect(refused(text)).toMatchObject({ code: 'invalid_input', message: `hosts.txt: ${why}` });
  });
});

describe('[from-file.json] JSON', () => {
  it.each<[string, (all: readonly string[]) => unknown]>([
    ['a list', (all) => all],
    ...['ip_address', 'address', 'ip', 'cidr', 'source', 'IP Address'].map(
      (key): [string, (all: readonly string[]) => unknown] => [
        key,
        (all) => all.map((one) => ({ [key]: one })),
      ],
    ),
    ['ip_addresses', (all) => ({ ip_addresses: all })],
    ['addresses', (all) => ({ addresses: all.map((ip) => ({ ip })) })],
    ['cidrs', (all) => ({ cidrs: all })],
  ])('%s', (_, shape) => {
    holds(fc.record({ list, bom, space: fc.constantFrom(0, 2) }), ({ list: wanted, bom: mark, space }) => {
      const text = mark + JSON.stringify(shape(wanted), null, space);
      expect(read(text)).toEqual({ addresses: wanted, unused: null });
    });
  });

  it('names the keys that are not used', () => {
    const text = '{"version": 1, "cidrs": [{"ip": "::1", "who": "Jo"}, {"who": "Kim", "ip": "::2"}]}';
    expect(read(text)).toEqual({
      addresses: ['::1', '::2'],
      unused: 'hosts.txt: not used: "version", "who".',
    });
  });

  it.each([
    ['[]', 'there is no address in it.'],
    ['{"cidrs": []}', 'there is no address in it.'],
    ['{"hosts": []}', 'its object has none of the keys ip_addresses, addresses, cidrs.'],
    ['{"cidrs": [], "addresses": []}', 'it has both cidrs and addresses.'],
    ['{"cidrs": "::1"}', 'cidrs is no list.'],
    ['["::1",\n"::2"\n"::3"]', 'it begins as JSON does, but is not valid JSON from line 3 on.'],
    ['["::1", ', 'it begins as JSON does, but is not valid JSON'],
  ])('is refused as a whole: %j', (text, why) => {
    const error = refused(text);
    expect(error.message.startsWith(`hosts.txt: ${why}`)).toBe(true);
    expect(error.report().guidance).toHaveLength(2);
  });

  it('tells the path of what is wrong', () => {
    const { details } = refused(
      '{"cidrs": ["::1", 7, null, {"ip": "x"}, {"ip": ["::1"]}, {"who": "Jo"}, ""]}',
    );
    expect(details.guidance).toEqual([
      '$.cidrs[1]: 7: It is no text.',
      '$.cidrs[2]: null: It is no text.',
      '$.cidrs[3].ip: "x"',
      '$.cidrs[4].ip: a list: It is no text.',
      '$.cidrs[5]: an object: It is no text.',
      '$.cidrs[6]: "": It is empty.',
    ]);
  });
});

describe('[from-file.errors] what is no address', () => {
  it('is told with file, line, value, what is expected and an example', () => {
    const error = refused('203.0.113.7\n\n300.1.1.1 # Jo\r\n203.0.113.7 443\nhttps\n10.0.0.0/33\n');
    expect(error.message).toBe(
      'hosts.txt: 4 of 5 entries cannot be used, expected an IPv4 or IPv6 address, a CIDR block, or "current" in each. Example: 203.0.113.7, 198.51.100.0/24 or 2001:db8::1. Nothing was sent.',
    );
    expect(error.report()).toMatchObject({
      code: 'invalid_input',
      outcome: 'not_done',
      guidance: [
        'line 3: "300.1.1.1": An IPv4 address has four numbers from 0 to 255.',
        'line 4: "203.0.113.7 443": It has blanks inside.',
        'line 5: "https"',
        'line 6: "10.0.0.0/33": An IPv4 prefix length is a number from 0 to 32 without leading zeros.',
      ],
    });
  });

  it('is told of a table by its line, also where a column has none of a name', () => {
    expect(refused('ip,note\n203.0.113.7,"a\nb"\n,c\nx,d\n').details.guidance).toEqual([
      'line 4: "": It is empty.',
      'line 5: "x"',
    ]);
    expect(refused('host,owner\n203.0.113.7,Jo\n198.51.100.4,Kim\n').message).toContain(
      'line 1 looks like a heading',
    );
    expect(refused('web,Jo\ndb,Kim\n').details.guidance).toEqual(['line 1: "web"', 'line 2: "db"']);
  });

  it('is told of ten, and how many more there are', () => {
    const { details } = refused(Array.from({ length: 13 }, (_, i) => `x${i}`).join('\n'));
    expect(details.guidance).toHaveLength(11);
    expect(details.guidance?.slice(9)).toEqual(['line 10: "x9"', 'and 3 more.']);
  });

  it('is not repeated where it looks like a secret', () => {
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    for (const text of [
      `[default]\naws_secret_access_key = ${secret}\n`,
      `aws_secret_access_key = ${secret}\n`,
      `ip,${secret}\n::1,x\n`,
      `ip\n${secret}\n`,
      `["${secret}"]`,
      `[{"${secret}": 1}]`,
      `{"${secret}": 1}`,
    ]) {
      const told = (() => {
        try {
          return read(text).unused;
        } catch (error) {
          return JSON.stringify(toWhitelistError(error).report());
        }
      })();
      expect(told, text).not.toContain('wJalr');
    }
  });

  it('is bounded: ten thousand entries, in every form', () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
    const forms = [
      (all: readonly string[]) => all.join('\n'),
      (all: readonly string[]) => `ip\n${all.join('\n')}`,
      (all: readonly string[]) => JSON.stringify(all),
    ];
    for (const form of forms) {
      expect(addresses(form(many(10_000)))).toHaveLength(10_000);
      expect(refused(form(many(10_001))).message).toMatch(
        /^hosts\.txt: it has 1000[12] entries, and 10000 are/,
      );
    }
  });

  it.each(['', '\n\n', '# nothing\n', '\uFEFF'])('of nothing, nothing is made: %j', (text) => {
    expect(refused(text).message).toBe('hosts.txt: there is no address in it.');
  });

  it('whatever it is, it is read or refused in words of ours, and never takes long', () => {
    const any = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.json(),
      words,
      cell,
      fc.array(cell).map((all) => all.join()),
    );
    holds(any, (text) => {
      try {
        expect(read(text).addresses.length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(WhitelistError);
      }
    });
    const big = 1_048_576;
    for (const piece of [',', '"', '" ', ' ', '\n,', '.', '#', '[', '{', '1.1.1.1,', '""""', ' #'])
      expect(refused(piece.repeat(big / piece.length))).toBeInstanceOf(WhitelistError);
  });
});
