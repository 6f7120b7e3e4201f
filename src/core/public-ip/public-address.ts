import { type ErrorReport, type SourceAnswer, WhitelistError } from '#core/errors/errors.ts';
import type { Family } from '#core/network/address.ts';
import { type Cidr, parseCidr } from '#core/network/cidr.ts';

/** How many sources have to tell the same address, however many are asked. */
const MIN_AGREEING_SOURCES = 2;

/** What the answers for one family come to. */
export type Verdict =
  | { readonly kind: 'known'; readonly address: Cidr }
  | { readonly kind: 'disagreement' }
  | { readonly kind: 'unknown' };

/** Where this machine's traffic comes from, as the internet sees it. */
export interface CurrentAddresses {
  /** IPv4 as /32 before IPv6 as /128; at least one. */
  readonly addresses: readonly Cidr[];
  /** What each source said, those that did not count among them. */
  readonly answers: readonly SourceAnswer[];
  readonly warnings: readonly string[];
}

/**
 * One address is known when at least two sources tell it and none tells another. A majority is not enough: of three
 * sources, two always agree where a network has two exits, and nobody knows by which of them SSH will leave.
 */
export function judgeAnswers(answers: readonly SourceAnswer[]): Verdict {
  const withAddress = answers.flatMap(({ source, address }) =>
    address === null ? [] : [{ source, address }],
  );
  const [address, ...others] = new Set(withAddress.map((answer) => answer.address));
  if (address === undefined) return { kind: 'unknown' };
  if (others.length > 0) return { kind: 'disagreement' };
  const sources = new Set(withAddress.map(({ source }) => source)).size;
  return sources < MIN_AGREEING_SOURCES
    ? { kind: 'unknown' }
    : { kind: 'known', address: parseCidr(address).cidr };
}

/**
 * The addresses that the answers establish. A family without one is no error as long as the other has one; one on
 * which the sources disagree always is.
 *
 * @param proxies - Those through which sources were asked, as they may be shown. Default: none.
 * @throws WhitelistError `ip_disagreement`, `ip_unknown`
 */
export function determineAddresses(
  families: readonly Family[],
  answers: readonly SourceAnswer[],
  proxies: readonly string[] = [],
): CurrentAddresses {
  const requested = ([4, 6] as const).filter((family) => families.includes(family));
  const found = requested.map((family) => {
    const own = answers.filter((answer) => answer.family === family);
    return { family, own, verdict: judgeAnswers(own) };
  });
  const addresses = found.flatMap(({ verdict }) => (verdict.kind === 'known' ? [verdict.address] : []));
  const disputed = found.filter(({ verdict }) => verdict.kind === 'disagreement');
  if (disputed.length > 0) throw sourcesDisagree({ disputed, agreed: addresses, answers, proxies });
  if (addresses.length === 0) throw addressUnknown(requested, answers);
  const unconfirmed = found
    .filter(({ verdict }) => verdict.kind === 'unknown')
    .flatMap(({ own }) => own.filter(hasAddress));
  return {
    addresses,
    answers,
    warnings: [
      ...unconfirmed.map(
        ({ family, source, address }) =>
          `Only ${source} told an IPv${family} address (${address}): it is left out, since ${MIN_AGREEING_SOURCES} sources have to agree.`,
      ),
      ...proxies.map(warnOfProxy),
    ],
  };
}

interface Dispute {
  readonly disputed: readonly { readonly family: Family; readonly own: readonly SourceAnswer[] }[];
  readonly agreed: readonly Cidr[];
  readonly answers: readonly SourceAnswer[];
  readonly proxies: readonly string[];
}

const hasAddress = (answer: SourceAnswer): answer is SourceAnswer & { address: string } =>
  answer.address !== null;

const GIVE_ADDRESS_HINT =
  'Give the address itself in place of "current": the one from which the target is reached.';

const warnOfProxy = (proxy: string) =>
  `The sources were asked through the proxy ${proxy}: SSH or a database client may not go that way, and then comes from another address.`;

function sourcesDisagree({ disputed, agreed, answers, proxies }: Dispute): WhitelistError {
  const disputedAnswers = disputed.flatMap(({ own }) => own);
  const names = disputed.map(({ family }) => `IPv${family}`).join(' and ');
  const narrower = agreed.map(
    ({ family }) => `Or narrow the call to IPv${family}, on which the sources agree: families ${family}.`,
  );
  return new WhitelistError(
    'ip_disagreement',
    `The sources disagree about your public ${names} address. ${describeAnswers(disputedAnswers)}.`,
    {
      guidance: [
        'That is so behind a VPN, a relay such as iCloud Private Relay, or a network with several exits.',
        ...proxies.map(warnOfProxy),
        GIVE_ADDRESS_HINT,
        ...narrower,
      ],
      answers,
    },
  );
}

function addressUnknown(requested: readonly Family[], answers: readonly SourceAnswer[]): WhitelistError {
  const names = requested.map((family) => `IPv${family}`).join(' or ');
  return new WhitelistError(
    'ip_unknown',
    `Your public ${names} address is not known: no ${MIN_AGREEING_SOURCES} sources told the same. ${describeAnswers(answers)}.`,
    {
      guidance: [
        'Check that this machine is online and reaches the sources by HTTPS: HTTPS_PROXY, NO_PROXY and NODE_EXTRA_CA_CERTS are honoured.',
        GIVE_ADDRESS_HINT,
        'Other sources can be named in the config file: public_ip.sources.',
      ],
      answers,
    },
  );
}

/** The message of such an error without what each source said, for a face that shows `answers` by itself. */
export const stripAnswers = ({ message }: Pick<ErrorReport, 'message'>): string =>
  message.replace(/ IPv[46]: .*$/, '');

/** `IPv4: checkip.amazonaws.com 203.0.113.7; api.ipify.org 198.51.100.1` */
function describeAnswers(answers: readonly SourceAnswer[]): string {
  const families = ([4, 6] as const).filter((family) => answers.some((answer) => answer.family === family));
  const texts = families.map((family) => {
    const own = answers.filter((answer) => answer.family === family);
    const answerTexts = own.map(({ source, address, why }) => `${source} ${address ?? `(${why})`}`);
    return `IPv${family}: ${answerTexts.join('; ')}`;
  });
  return texts.join('. ') || 'No source was asked';
}
