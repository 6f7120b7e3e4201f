import { describe, expect, it } from 'vitest';
import {
  type WireRequest,
  isSignedWith,
  readAuthorization,
  computeSignature,
  parseSigningTime,
} from './sigv4.ts';

// Requests, key and signatures of the public Signature Version 4 test suite.
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const SCOPE = { day: '20150830', region: 'us-east-1', service: 'service', timestamp: '20150830T123600Z' };
const HEADERS = [
  ['host', 'example.amazonaws.com'],
  ['x-amz-date', SCOPE.timestamp],
] as const;

function request(change: Partial<WireRequest>): WireRequest {
  const plain = { method: 'GET', path: '/', query: '', headers: new Map(HEADERS), body: Buffer.from('') };
  return { ...plain, ...change };
}

const VECTORS: [name: string, change: Partial<WireRequest>, signature: string][] = [
  ['get-vanilla', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  [
    'get-vanilla-query-order-key-case',
    { query: 'Param2=value2&Param1=value1' },
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  ['post-vanilla', { method: 'POST' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    'post-x-www-form-urlencoded',
    {
      method: 'POST',
      headers: new Map([['content-type', 'application/x-www-form-urlencoded'], ...HEADERS]),
      body: Buffer.from('Param1=value1'),
    },
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
];

describe('signatureOf', () => {
  it.each(VECTORS)('agrees with the public vector %s', (_, change, signature) => {
    const signed = request(change);
    expect(computeSignature(signed, { ...SCOPE, signedHeaders: [...signed.headers.keys()] }, SECRET)).toBe(
      signature,
    );
  });
});

function authorization(fields: string, headers: Record<string, string> = {}) {
  return readAuthorization(new Map([...HEADERS, ['authorization', fields], ...Object.entries(headers)]));
}

const CREDENTIAL = 'AKIDEXAMPLE/20150830/us-east-1/ec2/aws4_request';
const SIGNATURE = '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31';
const WHOLE = `AWS4-HMAC-SHA256 Credential=${CREDENTIAL}, SignedHeaders=host;x-amz-date, Signature=${SIGNATURE}`;

describe('readAuthorization', () => {
  it('takes a header apart, with or without spaces between the fields', () => {
    const expected = {
      accessKeyId: 'AKIDEXAMPLE',
      day: '20150830',
      region: 'us-east-1',
      service: 'ec2',
      signedHeaders: ['host', 'x-amz-date'],
      signature: SIGNATURE,
      timestamp: SCOPE.timestamp,
    };
    expect(authorization(WHOLE)).toEqual(expected);
    expect(authorization(WHOLE.replaceAll(', ', ','))).toEqual(expected);
  });

  it('tells no signature from half of one', () => {
    expect(readAuthorization(new Map(HEADERS))).toBeNull();
    expect(authorization('Bearer something')).toBe('incomplete');
    expect(authorization(WHOLE.replace('HMAC', 'ECDSA'))).toBe('incomplete');
    expect(authorization(WHOLE.replace(SIGNATURE, 'abc'))).toBe('incomplete');
    expect(authorization(WHOLE.replace('/aws4_request', ''))).toBe('incomplete');
    expect(authorization(WHOLE.replace('host;', ''))).toBe('incomplete');
    expect(authorization(WHOLE, { 'x-amz-date': '20150831T000000Z' })).toBe('incomplete');
    expect(authorization(WHOLE, { 'x-amz-date': 'yesterday' })).toBe('incomplete');
  });

  it('wants every x-amz header signed, the session token above all', () => {
    expect(authorization(WHOLE, { 'x-amz-security-token': 'swapped' })).toBe('incomplete');
  });
});

describe('isSignedWith', () => {
  const auth = authorization(WHOLE.replace('/ec2/', '/service/'));
  if (auth === null || auth === 'incomplete') throw new Error('the test header is broken');

  it('is true for the secret that signed and the request that was signed', () => {
    expect(isSignedWith(request({}), auth, SECRET)).toBe(true);
  });

  it.each<[string, Partial<WireRequest>]>([
    ['body', { body: Buffer.from('x') }],
    ['method', { method: 'POST' }],
    ['path', { path: '/other' }],
    ['query', { query: 'a=b' }],
    ['broken query', { query: 'a=%zz' }],
    ['host', { headers: new Map([...HEADERS, ['host', 'evil.example']]) }],
    ['declared hash', { headers: new Map([...HEADERS, ['x-amz-content-sha256', 'UNSIGNED-PAYLOAD']]) }],
  ])('is false for another %s', (_, change) => {
    expect(isSignedWith(request(change), auth, SECRET)).toBe(false);
  });

  it('is false for another secret', () => {
    expect(isSignedWith(request({}), auth, `${SECRET}x`)).toBe(false);
  });
});

it('reads a signing time, and an impossible one as no time', () => {
  expect(parseSigningTime('20150830T123600Z')).toBe(Date.UTC(2015, 7, 30, 12, 36));
  expect(parseSigningTime('20159930T123600Z')).toBeNaN();
});
