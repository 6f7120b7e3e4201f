import { readFileSync } from 'node:fs';
import { createServer as createPlainServer } from 'node:http';
import { createServer } from 'node:https';
import { connect, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startMachine } from '#test/support/credentials/machine.ts';
import { createEc2Answer, createIdentityAnswer } from '#test/support/fake-aws/fake-aws.ts';

const tls = join(import.meta.dirname, '../../../test/fixtures/tls');
const AUTHORITY = join(tls, 'ca.pem');
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: 'us-east-1' };

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** AWS behind a certificate of an authority that nobody knows. */
async function secureAws(): Promise<string> {
  const server = createServer(
    { key: readFileSync(join(tls, 'server.key')), cert: readFileSync(join(tls, 'server.pem')) },
    (request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const answer = body.includes('GetCallerIdentity')
          ? createIdentityAnswer()
          : createEc2Answer('DescribeSecurityGroups', '<securityGroupInfo/>');
        response.writeHead(200, { 'content-type': 'text/xml' }).end(answer.body);
      });
    },
  );
  return `https://localhost:${await listening(server)}`;
}

/** A proxy that makes tunnels to this machine. */
async function tunnelProxy(tunnels: string[]): Promise<string> {
  const proxy = createPlainServer().on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    const port = Number(request.url?.split(':')[1]);
    const onward = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    onward.pipe(socket);
    socket.pipe(onward);
    for (const end of [onward, socket]) end.on('error', () => {});
  });
  return `http://127.0.0.1:${await listening(proxy)}`;
}

describe('the certificate of AWS', () => {
  it('by an authority unknown here: told, with the endpoint and what can be set', async () => {
    const endpoint = await secureAws();
    const report = await startMachine({ endpoint, env: KEYS }).fail('whitelist_list', {});
    expect(report).toMatchObject({ code: 'credential_validation_failed', outcome: 'not_done' });
    expect(report.message).toContain(`at ${new URL(endpoint).host}: its TLS certificate`);
    expect(report.guidance.join(' ')).toMatch(/HTTPS_PROXY, NO_PROXY, AWS_CA_BUNDLE and NODE_EXTRA_CA_CERTS/);
  });

  it('is trusted with AWS_CA_BUNDLE', async () => {
    const machine = startMachine({ endpoint: await secureAws(), env: { ...KEYS, AWS_CA_BUNDLE: AUTHORITY } });
    expect(await machine.call('whitelist_list', {})).toMatchObject({ groups: [], account: '210987654321' });
  });

  it('and with NODE_EXTRA_CA_CERTS beside a bundle that does not know it', async () => {
    const env = { ...KEYS, AWS_CA_BUNDLE: join(tls, 'server.pem'), NODE_EXTRA_CA_CERTS: AUTHORITY };
    const machine = startMachine({ endpoint: await secureAws(), env });
    expect(await machine.call('whitelist_list', {})).toMatchObject({ groups: [] });
  });

  it('is trusted through a proxy too', async () => {
    const tunnels: string[] = [];
    const endpoint = await secureAws();
    const env = { ...KEYS, AWS_CA_BUNDLE: AUTHORITY, HTTPS_PROXY: await tunnelProxy(tunnels) };
    expect(await startMachine({ endpoint, env }).call('whitelist_list', {})).toMatchObject({ groups: [] });
    expect(tunnels).toContain(new URL(endpoint).host);
  });

  it('a bundle that is not there is named, and the next call looks again', async () => {
    const env = { ...KEYS, AWS_CA_BUNDLE: '/no/such/bundle.pem' };
    const machine = startMachine({ endpoint: await secureAws(), env });
    const report = await machine.fail('whitelist_list', {});
    expect(report.message).toBe(
      'Credential validation failed: the file in AWS_CA_BUNDLE cannot be read (ENOENT).',
    );
    process.env['AWS_CA_BUNDLE'] = AUTHORITY;
    expect(await machine.call('whitelist_list', {})).toMatchObject({ groups: [] });
  });
});

it('a proxy is named without its password', async () => {
  const env = { ...KEYS, HTTPS_PROXY: 'http://jo:canary-password@127.0.0.1:9' };
  const report = await startMachine({ env }).fail('whitelist_list', {});
  expect(report.message).toMatch(
    /at ec2\.us-east-1\.amazonaws\.com through the proxy 127\.0\.0\.1:9: the connection was refused/,
  );
  expect(JSON.stringify(report)).not.toContain('canary');
});
