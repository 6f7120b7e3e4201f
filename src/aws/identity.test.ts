import { beforeEach, expect, it } from 'vitest';
import type { SandboxRequest } from '../sandbox/index.ts';
import { startMachine } from '../../test/support/machine.ts';
import { credentialsOf } from '../../test/support/running-sandbox.ts';
import { keyVariables } from '../../test/support/sources-files.ts';
import { GROUP, KEYS, ROLES, witness } from '../../test/support/sources.ts';

let hold: ((request: SandboxRequest) => Promise<void> | undefined) | null = null;
const aws = witness({ onRequest: (request) => hold?.(request) });
beforeEach(async () => {
  hold = null;
  await aws.reset();
});

const start = (config: object) =>
  startMachine({
    endpoint: aws.sandbox.endpoint,
    env: { AWS_REGION: 'us-east-1', ...keyVariables(KEYS.jo) },
    config,
  });
const asked = () => aws.seen('sts').filter(({ action }) => action === 'GetCallerIdentity').length;

it('is asked for once for each key, however many calls there are', async () => {
  const machine = start({});
  const list = () => machine.call('whitelist_list', { security_group_id: GROUP });
  await Promise.all(Array.from({ length: 30 }, list));
  await list();
  expect(asked()).toBe(1);
  await machine.call('whitelist_list', { credentials: credentialsOf(KEYS.minimal) });
  expect(asked()).toBe(2);
});

it('is asked for again by those who waited, where the call that asked was cancelled', async () => {
  const machine = start({ credential_profiles: [{ name: 'default', role_arn: ROLES.operator }] });
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  hold = ({ action }) => {
    if (action !== 'GetCallerIdentity') return undefined;
    arrive();
    hold = null;
    return new Promise<void>(() => {});
  };
  const end = new AbortController();
  const first = machine.fail('whitelist_list', { security_group_id: GROUP }, end.signal);
  await arrived;
  const second = machine.call('whitelist_list', { security_group_id: GROUP });
  end.abort();
  expect(await first).toMatchObject({ code: 'cancelled' });
  expect(await second).toMatchObject({ account: '123456789012' });
  expect(asked()).toBe(2);
});

it('of a key that AWS does not know is asked for again by the next call', async () => {
  const machine = start({ security_settings: { allow_root: false } });
  const unknown = { ...credentialsOf(KEYS.minimal), secret_access_key: KEYS.jo.secretAccessKey };
  const add = { security_group_id: GROUP, ip_address: '203.0.113.7', port: 443, credentials: unknown };
  for (const times of [1, 2]) {
    expect(await machine.fail('whitelist_add', add)).toMatchObject({ code: 'invalid_credentials' });
    expect(asked()).toBe(times);
  }
  expect(aws.seen('ec2')).toEqual([]);
});
