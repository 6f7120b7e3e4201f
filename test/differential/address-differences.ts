/** What is made of a text that is accepted. */
export interface Answer {
  readonly family: number;
  /** The network's number, decimal. */
  readonly network: string;
  readonly prefix: number;
  /** Canonical text of the block. */
  readonly text: string;
  /** Whether the text named an address inside the block. */
  readonly hostBits: boolean;
}

export interface PythonAnswer extends Answer {
  readonly isMapped: boolean;
  /** The IPv4 block that an IPv4-mapped one stands for. */
  readonly ipv4: Answer | null;
}

/** A difference that is meant: for which texts out of those that Python accepts, and what our answer then is. */
export interface Difference {
  readonly name: string;
  readonly why: string;
  readonly applies: (text: string, python: PythonAnswer) => boolean;
  /** Null: refused. */
  readonly ours: (python: PythonAnswer) => Answer | null;
}

const addressOf = (text: string) => text.split('/')[0] ?? '';
const prefixOf = (text: string) => text.split('/')[1] ?? '';

/** Of several that apply to one text, the first decides. */
export const DIFFERENCES: readonly Difference[] = [
  {
    name: 'zone',
    why: 'A zone names a link of one machine; a security group knows none.',
    applies: (text) => addressOf(text).includes('%'),
    ours: () => null,
  },
  {
    name: 'netmask',
    why: 'AWS takes prefix lengths only, and programs disagree whether 0.0.0.0 is a netmask or a host mask.',
    applies: (text) => prefixOf(text).includes('.'),
    ours: () => null,
  },
  {
    name: 'prefix length with leading zeros',
    why: 'Refused for the same reason as in an address: some programs read octal.',
    applies: (text) => /^0\d/.test(prefixOf(text)),
    ours: () => null,
  },
  {
    name: 'IPv4-mapped',
    why: 'A person who writes ::ffff:1.2.3.4 means the IPv4 address; packets from it match no IPv6 rule.',
    applies: (_, python) => python.ipv4 !== null,
    ours: ({ ipv4 }) => ipv4,
  },
  {
    name: 'IPv4-mapped, of a block wider than all of IPv4',
    why: 'Only a part of it is IPv4, and one rule holds addresses of one family.',
    applies: (_, python) => python.isMapped,
    ours: () => null,
  },
];
