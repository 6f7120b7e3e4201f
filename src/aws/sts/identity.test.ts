import type { STSClient } from '@aws-sdk/client-sts';
import { beforeEach, expect, it, vi } from 'vitest';
import { parseRegion } from '#core/identifiers/regions.ts';
import { getCallerIdentity, type IdentityCache } from './identity.ts';
import { createSemaphore } from '#aws/request/semaphore.ts';
import { startMachine } from '#test/support/credentials/machine.ts';
import { toCredentialsArgument } from '#test/support/sandbox/running-sandbox.ts';
import { toKeyVariables } from '#test/support/credentials/shared-files.ts';
import { GROUP, KEYS, openObservedSandbox } from '#test/support/credentials/source-rows.ts';

const aws = openObservedSandbox();
beforeEach(() => aws.reset());

const start = (config: object) =>
  startMachine({
    endpoint: aws.sandbox.endpoint,
    env: { AWS_REGION: 'us-east-1', ...toKeyVariables(KEYS.jo) },
    config,
  });
const asked = () => aws.requestsSince('sts').filter(({ action }) => action === 'GetCallerIdentity').length;

it('is asked for once for each key, however many calls there are', async () => {
  const machine = start({});
  const list = () => machine.call('whitelist_list', { security_group_id: GROUP });
  await Promise.all(Array.from({ length: 30 }, list));
  await list();
  expect(asked()).toBe(1);
  await machine.call('whitelist_list', { credentials: toCredentialsArgument(KEYS.minimal) });
  expect(asked()).toBe(2);
});

it('is asked for again by those who waited, where the call that asked was cancelled', async () => {
  const answers: ((answer: object) => void)[] = [];
  const sts = { send: () => new Promise((answer) => answers.push(answer)) } as unknown as STSClient;
  const of = { credentials: KEYS.jo, region: parseRegion('us-east-1'), source: 'here' };
  const cache: IdentityCache = new Map();
  const [cancelled, going] = [new AbortController(), new AbortController()];
  const ask = ({ signal }: AbortController) =>
    getCallerIdentity(() => sts, of, cache, {
      signal,
      limit: signal,
      changeDeadline: signal,
      semaphore: createSemaphore(5),
      onSent: () => {},
      onChange: () => {},
    });
  const first = expect(ask(cancelled)).rejects.toMatchObject({ code: 'cancelled' });
  const second = ask(going);
  await vi.waitFor(() => expect(answers).toHaveLength(1));
  cancelled.abort();
  await first;
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.({ Account: '123456789012', Arn: KEYS.jo.arn, $metadata: {} });
  expect(await second).toEqual({ account: '123456789012', arn: KEYS.jo.arn });
  expect(await ask(going)).toEqual(await second);
});

it('of a key that AWS does not know is asked for again by the next call', async () => {
  const machine = start({ security_settings: { allow_root: false } });
  const unknown = { ...toCredentialsArgument(KEYS.minimal), secret_access_key: KEYS.jo.secretAccessKey };
  const add = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 443, credentials: unknown };
  for (const times of [1, 2]) {
    expect(await machine.fail('whitelist_add', add)).toMatchObject({ code: 'invalid_credentials' });
    expect(asked()).toBe(times);
  }
  expect(aws.requestsSince('ec2')).toEqual([]);
});
