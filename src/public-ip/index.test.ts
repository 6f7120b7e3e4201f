import { describe, expect, it, vi } from 'vitest';
import {
  AUTHORITY,
  INVALID_ANSWERS,
  startFakeIpSource,
  startFakeIpSources,
  type FakeIpSource,
  type SourceAnswer,
} from '#test/support/network/ip-sources.ts';
import { formatCidr } from '#core/network/cidr.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import { parseIpSource } from '#core/public-ip/ip-source.ts';
import { findCurrentAddresses, type AddressQuery } from './index.ts';

const ME = '203.0.113.7';
const ME6 = '2001:db8::7';
const hang: SourceAnswer = () => {};
const never = new AbortController().signal;

const asking = (standIns: readonly FakeIpSource[], more: Partial<AddressQuery> = {}) =>
  findCurrentAddresses({
    sources: standIns.map(({ url }) => parseIpSource(url)),
    signal: never,
    authorities: AUTHORITY,
    ...more,
  });

async function found(standIns: readonly FakeIpSource[], more?: Partial<AddressQuery>) {
  const { addresses, ...rest } = await asking(standIns, more);
  return { addresses: addresses.map(formatCidr), ...rest };
}

async function refusal(standIns: readonly FakeIpSource[], more?: Partial<AddressQuery>) {
  const answered = await asking(standIns, more).catch((error: unknown) => toWhitelistError(error).report());
  if ('addresses' in answered) throw new Error(`found ${answered.addresses.map(formatCidr).join()}`);
  return answered;
}

describe('the public address', () => {
  it('is what the sources agree on, in both families', async () => {
    const standIns = await startFakeIpSources(
      { 4: ME, 6: ME6 },
      { 4: `${ME}\n`, 6: '2001:DB8:0::7\r\n' },
      { 4: ` ${ME} `, 6: ME6 },
    );
    const answer = await found(standIns);
    expect(answer.addresses).toEqual([`${ME}/32`, `${ME6}/128`]);
    expect(answer.warnings).toEqual([]);
    expect(answer.answers).toEqual(
      standIns.flatMap(({ host }) => [
        { source: host, family: 4, address: ME, why: null },
        { source: host, family: 6, address: ME6, why: null },
      ]),
    );
  });

  it.each([
    [[4], [`${ME}/32`]],
    [[6], [`${ME6}/128`]],
  ] as const)('families %j: the others are not even asked', async (families, addresses) => {
    const standIns = await startFakeIpSources({ 4: ME, 6: ME6 }, { 4: ME, 6: ME6 });
    const onAsked = vi.fn();
    expect((await found(standIns, { families, onQuery: onAsked })).addresses).toEqual(addresses);
    expect(standIns.map(({ asked }) => asked)).toEqual([families, families]);
    expect(onAsked.mock.calls).toEqual(standIns.map(({ host }) => [host, ...families]));
  });

  it('without IPv6 is no error and no warning', async () => {
    const standIns = await startFakeIpSources({ 4: ME }, { 4: ME }, { 4: ME });
    expect(await found(standIns)).toMatchObject({ addresses: [`${ME}/32`], warnings: [] });
    expect(await refusal(standIns, { families: [6] })).toMatchObject({ code: 'ip_unknown', retryable: true });
  });

  it('without IPv4 likewise', async () => {
    const standIns = await startFakeIpSources({ 6: ME6 }, { 6: ME6 });
    expect(await found(standIns)).toMatchObject({ addresses: [`${ME6}/128`], warnings: [] });
  });

  it('of a family of which one source alone knows is left out with a warning', async () => {
    const standIns = await startFakeIpSources({ 4: ME, 6: ME6 }, { 4: ME });
    const { addresses, warnings } = await found(standIns);
    expect(addresses).toEqual([`${ME}/32`]);
    expect(warnings).toEqual([
      expect.stringMatching(/^Only localhost:\d+ told an IPv6 address \(2001:db8::7\)/),
    ]);
  });

  it('is asked of all at once: the slowest decides how long it takes', async () => {
    // None answers before all have been asked.
    const waiting: (() => void)[] = [];
    const late: SourceAnswer = (_request, response) => {
      waiting.push(() => response.end(ME));
      if (waiting.length === 3) waiting.forEach((answer) => answer());
    };
    const standIns = await startFakeIpSources({ 4: late }, { 4: late }, { 4: late });
    expect((await found(standIns, { families: [4], limit: 20_000 })).addresses).toEqual([`${ME}/32`]);
  });

  it.each(['one family', 'the other'])(
    'disagreed about stops the call and shows what each said: %s',
    async (which) => {
      const other = which === 'one family' ? { 4: '198.51.100.9', 6: ME6 } : { 4: ME, 6: '2001:db8::8' };
      const standIns = await startFakeIpSources({ 4: ME, 6: ME6 }, { 4: ME, 6: ME6 }, other);
      const report = await refusal(standIns);
      expect(report).toMatchObject({ code: 'ip_disagreement', outcome: 'not_done', retryable: false });
      for (const { host } of standIns) expect(report.message).toContain(host);
      expect(report.message).toContain(which === 'one family' ? '198.51.100.9' : '2001:db8::8');
      expect(report.guidance.join(' ')).toContain(`narrow the call to IPv${which === 'one family' ? 6 : 4}`);
      expect(report.answers).toHaveLength(6);
    },
  );
});

describe('a source that does not tell the truth', () => {
  it.each(Object.entries(INVALID_ANSWERS))(
    '%s: does not count, and nothing of it is let in',
    async (_what, lie) => {
      const lies = await startFakeIpSources({ 4: lie }, { 4: lie }, { 4: lie });
      const report = await refusal(lies, { families: [4], limit: 3_000 });
      expect(report.code).toBe('ip_unknown');
      expect(report.answers?.map(({ address }) => address)).toEqual([null, null, null]);
      expect(JSON.stringify(report)).not.toContain('CANARY');
      await vi.waitFor(() => expect(lies.map(({ open }) => open())).toEqual([0, 0, 0]));
    },
  );

  it.each(Object.entries(INVALID_ANSWERS))('%s: the others suffice', async (_what, lie) => {
    const standIns = await startFakeIpSources({ 4: ME }, { 4: lie }, { 4: ME });
    const { addresses, answers } = await found(standIns, { families: [4], limit: 5_000 });
    expect(addresses).toEqual([`${ME}/32`]);
    expect(answers[1]).toMatchObject({ address: null, why: expect.stringMatching(/^[a-z]/) });
  });

  it('a redirect is not followed', async () => {
    const [redirect, other] = await startFakeIpSources({ 4: INVALID_ANSWERS['a redirect']! }, { 4: ME });
    const report = await refusal([redirect!, other!], { families: [4] });
    expect(report.message).toContain('leads elsewhere, which is not followed (HTTP 302)');
    expect(redirect!.requests.map(({ url }) => url)).toEqual(['/']);
  });

  it.each(['10.1.2.3', '100.64.0.9', '169.254.7.7', '192.168.1.1', '127.0.0.1'])(
    '%s, however many agree on it, is refused',
    async (address) => {
      const standIns = await startFakeIpSources({ 4: address }, { 4: address }, { 4: address });
      const report = await refusal(standIns, { families: [4] });
      expect(report.code).toBe('ip_unknown');
      expect(report.message).toContain(`its answer ${address} is`);
    },
  );
});

describe('a source that does not answer', () => {
  const drip: SourceAnswer = (_request, response) => {
    const timer = setInterval(() => response.write('2'), 300);
    response.on('close', () => clearInterval(timer)).writeHead(200);
  };
  it.each([
    ['hangs', hang],
    ['drips', drip],
  ])('%s: the limit ends it, and its connection', async (_what, said) => {
    const standIns = await startFakeIpSources({ 4: said }, { 4: ME }, { 4: ME });
    const { addresses, answers } = await found(standIns, { families: [4], limit: 3_000 });
    expect(addresses).toEqual([`${ME}/32`]);
    expect(answers[0]).toMatchObject({ address: null, why: 'no answer in 3 s' });
    await vi.waitFor(() => expect(standIns.map(({ open }) => open())).toEqual([0, 0, 0]));
  });

  it('has three seconds', async () => {
    const standIns = await startFakeIpSources({ 4: hang }, { 4: hang });
    const began = performance.now();
    expect((await refusal(standIns, { families: [4] })).message).toContain('no answer in 3 s');
    expect(performance.now() - began).toBeGreaterThan(2_900);
  });

  it('has a certificate that nobody here trusts', async () => {
    const standIns = await startFakeIpSources({ 4: ME }, { 4: ME });
    // Nor does the environment's switch make it good.
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const report = await refusal(standIns, { families: [4], authorities: undefined });
    vi.unstubAllEnvs();
    expect(report.message).toContain('the TLS certificate is not trusted (UNABLE_TO_');
    expect(standIns.map(({ asked }) => asked)).toEqual([[], []]);
  });

  it('has a certificate for another host', async () => {
    const standIn = await startFakeIpSource({ 6: ME6 });
    const source = parseIpSource(standIn.url.replace('localhost', '[::1]'));
    const report = await refusal([], { sources: [source] });
    expect(report.message).toContain('not trusted (ERR_TLS_CERT_ALTNAME_INVALID)');
    expect(report.answers?.map(({ family }) => family)).toEqual([6]);
  });

  it('has a name that does not resolve, or a closed port', async () => {
    const closed = await startFakeIpSource({});
    const sources = ['https://nowhere.invalid/', closed.url].map(parseIpSource);
    const report = await refusal([], { sources });
    expect(report).toMatchObject({ code: 'ip_unknown', outcome: 'not_done' });
    expect(report.message).toMatch(/nowhere\.invalid \(the host name [a-z ]+ \(DNS\)\)/);
    expect(report.message).toContain('(the connection was refused)');
    expect(report.guidance.join(' ')).toMatch(/Give the address itself/);
  });
});

describe('the call', () => {
  it.each([
    [undefined, 'cancelled'],
    [new DOMException('over', 'TimeoutError'), 'timeout'],
  ])('ended with %s: nothing more is asked (%s)', async (reason, code) => {
    const standIns = await startFakeIpSources({ 4: hang }, { 4: hang });
    const call = new AbortController();
    const answer = refusal(standIns, { families: [4], signal: call.signal });
    await vi.waitFor(() => expect(standIns.map(({ asked }) => asked)).toEqual([[4], [4]]));
    call.abort(reason);
    expect(await answer).toMatchObject({ code, outcome: 'not_done' });
    await vi.waitFor(() => expect(standIns.map(({ open }) => open())).toEqual([0, 0]));
    const onAsked = vi.fn();
    expect(await refusal(standIns, { signal: call.signal, onQuery: onAsked })).toMatchObject({ code });
    expect(onAsked).not.toHaveBeenCalled();
    expect(standIns.map(({ asked }) => asked)).toEqual([[4], [4]]);
  });
});
