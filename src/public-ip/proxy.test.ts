import { afterEach, describe, expect, it, vi } from 'vitest';
import { AUTHORITY, startFakeIpSources, startTunnelProxy } from '#test/support/network/ip-sources.ts';
import { formatCidr } from '#core/network/cidr.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import { parseIpSource } from '#core/public-ip/ip-source.ts';
import { findCurrentAddresses } from './index.ts';

const ME = '203.0.113.7';

afterEach(() => {
  vi.unstubAllEnvs();
});

async function agreeing() {
  const standIns = await startFakeIpSources({ 4: ME }, { 4: ME });
  const ask = (limit = 2_000) =>
    findCurrentAddresses({
      families: [4],
      sources: standIns.map(({ url }) => parseIpSource(url)),
      signal: new AbortController().signal,
      limit,
      authorities: AUTHORITY,
    });
  const refusal = (limit?: number) =>
    ask(limit).then(
      () => expect.unreachable(),
      (error: unknown) => toWhitelistError(error).report(),
    );
  return { standIns, hosts: standIns.map(({ host }) => host), ask, refusal };
}

describe('a proxy in the environment', () => {
  it.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])('%s is gone through, with a warning', async (name) => {
    const { hosts, ask, standIns } = await agreeing();
    const { url, tunnels } = await startTunnelProxy();
    vi.stubEnv(name, url);
    const { addresses, warnings } = await ask();
    expect(addresses.map(formatCidr)).toEqual([`${ME}/32`]);
    expect([...tunnels].sort()).toEqual([...hosts].sort());
    const { host } = new URL(url);
    expect(warnings).toEqual([
      expect.stringContaining(`through the proxy ${host}: SSH or a database client may`),
    ]);
    await vi.waitFor(() => expect(standIns.map(({ open }) => open())).toEqual([0, 0]));
  });

  it('is gone past where NO_PROXY says so, without a warning', async () => {
    const { ask } = await agreeing();
    const { url, tunnels } = await startTunnelProxy();
    vi.stubEnv('HTTPS_PROXY', url);
    vi.stubEnv('NO_PROXY', 'localhost');
    expect((await ask()).warnings).toEqual([]);
    expect(tunnels).toEqual([]);
  });

  it('does not make a certificate good that nobody trusts', async () => {
    const { standIns } = await agreeing();
    vi.stubEnv('HTTPS_PROXY', (await startTunnelProxy()).url);
    const sources = standIns.map(({ url }) => parseIpSource(url));
    const asked = findCurrentAddresses({ families: [4], sources, signal: new AbortController().signal });
    await expect(asked).rejects.toThrow(/the TLS certificate is not trusted/);
    expect(standIns.map((standIn) => standIn.asked)).toEqual([[], []]);
  });

  it('that differs from the direct way is told with the disagreement', async () => {
    const [direct, proxied] = await startFakeIpSources({ 4: ME }, { 4: '198.51.100.9' });
    const { url } = await startTunnelProxy();
    vi.stubEnv('HTTPS_PROXY', url);
    vi.stubEnv('NO_PROXY', direct!.host);
    const sources = [direct!, proxied!].map((source) => parseIpSource(source.url));
    const signal = new AbortController().signal;
    const error = await findCurrentAddresses({
      families: [4],
      sources,
      signal,
      authorities: AUTHORITY,
    }).catch(toWhitelistError);
    expect(error).toMatchObject({ code: 'ip_disagreement' });
    expect(JSON.stringify(error)).toContain(`through the proxy ${new URL(url).host}`);
  });

  it.each([
    ['403 Forbidden', 'it failed (HTTP 403)'],
    ['407 Proxy Authentication Required', 'the proxy asks for a name and password'],
    // What a proxy says itself is never taken for a source's answer.
    ['201 Created', 'it failed (HTTP 201)'],
    ['302 Found', 'it leads elsewhere'],
  ])('that answers %s is told as the reason', async (refused, words) => {
    const { refusal } = await agreeing();
    vi.stubEnv('HTTPS_PROXY', (await startTunnelProxy(refused)).url.replace('//', '//jo:canary-password@'));
    const report = await refusal();
    expect(report.code).toBe('ip_unknown');
    expect(report.message).toContain(words);
    expect(report.message).toContain('through the proxy 127.0.0.1:');
    expect(JSON.stringify(report)).not.toContain('canary');
    expect(JSON.stringify(report)).not.toContain('203.0.113.66');
  });

  it('that never opens the way is given up with the limit', async () => {
    const { refusal } = await agreeing();
    const { url, tunnels, open } = await startTunnelProxy('hang');
    vi.stubEnv('HTTPS_PROXY', url);
    expect((await refusal(300)).message).toContain('no answer in 0.3 s, through the proxy');
    expect(tunnels).toHaveLength(2);
    await vi.waitFor(() => expect(open()).toBe(0));
  });

  it.each([
    'socks5://127.0.0.1:1080',
    'https://jo:canary-password@',
    'http://canarycanarycanarycanarycanarycanarycanary:9',
    'http://127.0.0.1:1/canarycanarycanarycanarycanarycanarycanary',
  ])('that cannot be used (%s) is named without what may be secret', async (proxy) => {
    const { refusal } = await agreeing();
    vi.stubEnv('HTTPS_PROXY', proxy);
    const report = await refusal();
    expect(report.code).toBe('ip_unknown');
    expect(report.message).toMatch(/proxy (127\.0\.0\.1|in the environment)/);
    expect(JSON.stringify(report)).not.toContain('canary');
  });
});
