import { MISPLACED_SECRETS, TOKENS } from '#test/support/canary/secrets.ts';
import type { CanaryCase } from '#test/support/canary/run-case.ts';
import type { MachineOptions } from '#test/support/canary/isolated-machine.ts';
import { command, everyCommand } from './drives.ts';
import { env } from './keys.ts';

const { secret, token, jwt, sso } = MISPLACED_SECRETS;

/** Sources where nobody listens, each with a secret in its address: the person's own, which no other is told. */
const home: MachineOptions['home'] = {
  'config.json': JSON.stringify({
    public_ip: {
      sources: [
        `https://127.0.0.1:9/?key=${encodeURIComponent(secret)}`,
        `https://localhost:9/${sso}?token=${jwt}`,
        `https://nowhere.invalid/${encodeURIComponent(token)}`,
      ],
    },
  }),
};

const asked = (
  name: string,
  more: MachineOptions['env'] = {},
  service?: CanaryCase['service'],
): CanaryCase => ({
  name,
  machine: { env: { ...env, ...more }, home },
  ...(service && { service }),
  drive: command(['my-ip', '-c', '{home}/config.json'], 6),
});

const password = encodeURIComponent(TOKENS.proxyPassword);
const LOUD = { DEBUG: '*', DEBUG_DEPTH: '9' };

/** The person's own address is asked for, and what opens the way there goes wrong. */
export const ADDRESSES: readonly CanaryCase[] = [
  asked('sources with secrets in their addresses'),
  asked('sources, and everything told that libraries tell', LOUD),
  asked('a proxy that opens no tunnel', { ...LOUD, HTTPS_PROXY: `http://jo:${password}@{host}` }, 'proxy'),
  asked('a proxy with a password, where nobody listens', {
    HTTPS_PROXY: `http://jo:${password}@127.0.0.1:9`,
  }),
  asked('a proxy of another kind', { ALL_PROXY: `socks5://jo:${password}@127.0.0.1:9` }),
  asked('a secret for a proxy', { HTTPS_PROXY: secret }),
  asked('a token for a host of a proxy', { https_proxy: `http://${jwt}:9` }),
  {
    name: 'every command, of which none asks the sources',
    machine: { env, home },
    drive: everyCommand([0, 1], '-c', '{home}/config.json'),
  },
];
