import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SourceAnswer, toWhitelistError } from '#core/errors/errors.ts';
import type { Family } from '#core/network/address.ts';
import { formatCidr } from '#core/network/cidr.ts';
import { determineAddresses, judgeAnswers, stripAnswers } from './public-address.ts';

const SAID = { 4: ['203.0.113.7', '198.51.100.9'], 6: ['2001:db8::7', '2001:db8::8'] } as const;
const answer = (source: string, family: Family, address: string | null): SourceAnswer => ({
  source,
  family,
  address,
  why: address === null ? 'no answer' : null,
});

/** `{ 4: ['203.0.113.7', null] }`: what the first and the second source said. */
const answers = (said: Partial<Record<Family, readonly (string | null)[]>>) =>
  ([4, 6] as const).flatMap((family) =>
    (said[family] ?? []).map((address, i) => answer(`s${i}.example`, family, address)),
  );
const BOTH = [4, 6] as const;
const [ME, OTHER] = SAID[4];
const [ME6, OTHER6] = SAID[6];

const concluded = (said: Parameters<typeof answers>[0], families: readonly Family[] = BOTH) => {
  const { addresses, warnings } = determineAddresses(families, answers(said));
  return { addresses: addresses.map(formatCidr), warnings };
};
function refusal(run: () => unknown) {
  try {
    run();
  } catch (error) {
    return toWhitelistError(error).report();
  }
  return expect.unreachable();
}

describe('a verdict', () => {
  const anyAnswers = (family: Family) =>
    fc.array(
      fc
        .tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom(null, ...SAID[family]))
        .map(([source, address]) => answer(source, family, address)),
      { maxLength: 6 },
    );

  it('needs two sources that tell the same, and none that tells another', () => {
    fc.assert(
      fc.property(fc.constantFrom(...BOTH).chain(anyAnswers), (given) => {
        const told = given.filter(({ address }) => address !== null);
        const addresses = new Set(told.map(({ address }) => address));
        const sources = new Set(told.map(({ source }) => source));
        const expected =
          addresses.size > 1
            ? 'disagreement'
            : addresses.size === 1 && sources.size > 1
              ? 'known'
              : 'unknown';
        const verdict = judgeAnswers(given);
        expect(verdict.kind).toBe(expected);
        if (verdict.kind === 'known')
          expect(formatCidr(verdict.address)).toMatch(new RegExp(`^${told[0]!.address!}/(32|128)$`));
      }),
    );
  });

  it('does not hang on the order, nor on who did not answer', () => {
    const shuffled = anyAnswers(4).chain((given) =>
      fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })),
    );
    fc.assert(
      fc.property(shuffled, fc.nat(3), ([given, other], silent) => {
        const more = Array.from({ length: silent }, (_, i) => answer(`x${i}`, 4, null));
        expect(judgeAnswers([...more, ...other])).toEqual(judgeAnswers(given));
      }),
    );
  });

  it('counts a source once, however often it is heard', () => {
    expect(judgeAnswers([answer('a', 4, ME), answer('a', 4, ME)])).toEqual({ kind: 'unknown' });
  });
});

describe('what is concluded', () => {
  it('is one address for each family that is known, IPv4 first', () => {
    const all = { 4: [ME, ME, null], 6: [ME6, ME6] };
    expect(concluded(all)).toEqual({ addresses: [`${ME}/32`, `${ME6}/128`], warnings: [] });
    expect(concluded(all, [6, 4]).addresses).toEqual([`${ME}/32`, `${ME6}/128`]);
    expect(concluded(all, [6]).addresses).toEqual([`${ME6}/128`]);
    expect(concluded({ 4: [ME, ME], 6: [null, null] })).toEqual({ addresses: [`${ME}/32`], warnings: [] });
  });

  it('passes over what was said of a family that is not asked for', () => {
    expect(concluded({ 4: [ME, ME], 6: [ME6, OTHER6] }, [4]).addresses).toEqual([`${ME}/32`]);
  });

  it('warns of a family that one source alone knows', () => {
    expect(concluded({ 4: [ME, null], 6: [ME6, ME6] })).toEqual({
      addresses: [`${ME6}/128`],
      warnings: [
        `Only s0.example told an IPv4 address (${ME}): it is left out, since 2 sources have to agree.`,
      ],
    });
  });

  it('warns of proxies', () => {
    expect(determineAddresses([4], answers({ 4: [ME, ME] }), ['proxy.example:3128']).warnings).toEqual([
      expect.stringContaining('through the proxy proxy.example:3128: SSH or a database client may not'),
    ]);
  });

  it('is nothing where two exits show, even with a majority for one', () => {
    const said = { 4: [ME, OTHER, ME], 6: [ME6, ME6] };
    const report = refusal(() => concluded(said));
    expect(report).toEqual({
      code: 'ip_disagreement',
      message: `The sources disagree about your public IPv4 address. IPv4: s0.example ${ME}; s1.example ${OTHER}; s2.example ${ME}.`,
      guidance: [
        expect.stringContaining('VPN'),
        expect.stringMatching(/^Give the address itself in place of "current"/),
        expect.stringContaining('narrow the call to IPv6'),
      ],
      retryable: false,
      outcome: 'not_done',
      answers: answers(said),
    });
  });

  it('tells of both families where both are disagreed about, and of proxies', () => {
    const given = answers({ 4: [ME, OTHER], 6: [ME6, OTHER6] });
    const report = refusal(() => determineAddresses(BOTH, given, ['proxy.example']));
    expect(report.message).toMatch(/about your public IPv4 and IPv6 address\. IPv4: .*\. IPv6: .*::8\.$/);
    expect(report.guidance.join(' ')).toContain('through the proxy proxy.example');
    expect(report.guidance.join(' ')).not.toContain('narrow');
  });

  it('is nothing where nobody answers', () => {
    expect(refusal(() => concluded({ 4: [null, ME], 6: [null] }))).toMatchObject({
      code: 'ip_unknown',
      message: `Your public IPv4 or IPv6 address is not known: no 2 sources told the same. IPv4: s0.example (no answer); s1.example ${ME}. IPv6: s0.example (no answer).`,
      retryable: true,
      outcome: 'not_done',
    });
    expect(refusal(() => concluded({}, [6])).message).toContain('No source was asked.');
  });

  it.each([
    [{ 4: [ME, OTHER], 6: [ME6] }, 'The sources disagree about your public IPv4 address.'],
    [{ 4: [ME, OTHER], 6: [ME6, OTHER6] }, 'The sources disagree about your public IPv4 and IPv6 address.'],
    [{ 6: [ME6] }, 'Your public IPv4 or IPv6 address is not known: no 2 sources told the same.'],
  ])('can be told without who said what: %j', (said, sentence) => {
    expect(stripAnswers(refusal(() => concluded(said)))).toBe(sentence);
  });
});
