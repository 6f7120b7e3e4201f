import { describe, expect, it } from 'vitest';
import { digestCall, toWaitingCall } from './call-identity.ts';

const ARGS = { security_group_id: 'sg-1', port: 443, nested: { a: 1, b: [1, 2] } };
const of = (args: unknown, tool = 'whitelist_add') => digestCall({ tool, args });

describe('the digest of a call', () => {
  it('is the same whatever the order, and with or without credentials', () => {
    expect(of({ nested: { b: [1, 2], a: 1 }, port: 443, security_group_id: 'sg-1' })).toBe(of(ARGS));
    expect(of({ ...ARGS, credentials: { access_key_id: 'AKIATEST' } })).toBe(of(ARGS));
  });

  it.each([
    ['another port', { ...ARGS, port: 444 }],
    ['a port of another type', { ...ARGS, port: '443' }],
    ['one argument more', { ...ARGS, region: 'us-east-1' }],
    ['one less', { security_group_id: 'sg-1', port: 443 }],
    ['another order of a list', { ...ARGS, nested: { a: 1, b: [2, 1] } }],
    ['no arguments', undefined],
  ])('is another for %s', (_, args) => {
    expect(of(args)).not.toBe(of(ARGS));
  });

  it('is another for another tool, and shows nothing of the call', () => {
    expect(of(ARGS, 'whitelist_remove')).not.toBe(of(ARGS));
    expect(of(ARGS)).toMatch(/^[\w-]{43}$/);
  });
});

describe('what the person is shown of a call', () => {
  it('is its tool and arguments, never its credentials', () => {
    const args = { ...ARGS, credentials: { secret_access_key: 'CANARY' } };
    expect(toWaitingCall({ tool: 'whitelist_add', args })).toEqual({
      tool: 'whitelist_add',
      arguments: [
        ['security_group_id', 'sg-1'],
        ['port', '443'],
        ['nested', '{"a":1,"b":[1,2]}'],
      ],
    });
  });

  it('is not kept longer than it is shown, though it is another call for its last letter', () => {
    const args = (end: string) => ({ profile: `${'a b '.repeat(100_000)}${end}` });
    const [[, text] = []] = toWaitingCall({ tool: 'whitelist_add', args: args('x') }).arguments;
    expect(text).toHaveLength(1_000);
    expect(of(args('x'))).not.toBe(of(args('y')));
  });
});
