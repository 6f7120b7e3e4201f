import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { Secret } from './secret.ts';

const value = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const secret = new Secret(value);

it('gives its value to the one who asks for it by name', () => {
  expect(secret.reveal()).toBe(value);
});

it.each([
  ['String', String(secret)],
  ['a template', `${String(secret)}`],
  ['concatenation', [secret, ''].join('')],
  ['JSON', JSON.stringify({ secret })],
  ['inspect', inspect({ deep: { er: [secret] } }, { depth: null, showHidden: true })],
  ['inspect without its own word', inspect(secret, { customInspect: false, showHidden: true })],
  ['its properties', JSON.stringify([Object.getOwnPropertyNames(secret), { ...secret }])],
  ['a copy', inspect(structuredClone(secret), { customInspect: false, showHidden: true })],
])('shows nothing by %s', (_, text) => {
  expect(text).not.toContain(value);
});

it('says that it is one', () => {
  expect([String(secret), JSON.stringify(secret), inspect(secret)]).toEqual([
    '[secret]',
    '"[secret]"',
    '[secret]',
  ]);
});
