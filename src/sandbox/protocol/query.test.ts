import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flag, integer, parseForm, requiredText, structures, text, values, substructure } from './query.ts';

describe('parseForm', () => {
  it('reads back what URLSearchParams writes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme' })), (params) => {
        expect(Object.fromEntries(parseForm(new URLSearchParams(params).toString()))).toEqual({ ...params });
      }),
    );
  });

  it('refuses broken encoding and names given twice', () => {
    expect(() => parseForm('a=%zz')).toThrowError(expect.objectContaining({ code: 'MalformedQueryString' }));
    expect(() => parseForm('a=1&a=2')).toThrowError(
      expect.objectContaining({ code: 'MalformedQueryString' }),
    );
  });
});

describe('lists', () => {
  const params = parseForm(
    'F.10.N=j&F.2.N=b&F.2.V.1=x&F.2.V.2=y&G.1=one&G.3=three&G.x=no&Gamma.1=no&F.1.N=a',
  );

  it('come in the order of their numbers, gaps or not', () => {
    expect(structures(params, 'F').map((one) => text(one, 'N'))).toEqual(['a', 'b', 'j']);
    expect(structures(params, 'F').map((one) => values(one, 'V'))).toEqual([[], ['x', 'y'], []]);
    expect(values(params, 'G')).toEqual(['one', 'three']);
  });

  it('have structures of one name inside of them', () => {
    const [first] = structures(parseForm('R.1.R.N=a&R.1.R.M=b&R.1.RN=c&R.1.Q.R.N=d&R.2.R.N=e'), 'R');
    expect([...substructure(first ?? new Map(), 'R')]).toEqual([
      ['N', 'a'],
      ['M', 'b'],
    ]);
  });
});

describe('single values', () => {
  const params = parseForm('n=42&m=-1&bad=4.5&big=99999999999&yes=true&no=false&odd=maybe&empty=');

  it('are typed', () => {
    expect([integer(params, 'n'), integer(params, 'm'), integer(params, 'none')]).toEqual([
      42,
      -1,
      undefined,
    ]);
    expect([flag(params, 'yes'), flag(params, 'no'), flag(params, 'none')]).toEqual([true, false, false]);
  });

  it('are refused with AWS codes', () => {
    for (const name of ['bad', 'big']) {
      expect(() => integer(params, name)).toThrowError(
        expect.objectContaining({ code: 'InvalidParameterValue' }),
      );
    }
    expect(() => flag(params, 'odd')).toThrowError(
      expect.objectContaining({ code: 'InvalidParameterValue' }),
    );
    expect(() => requiredText(params, 'empty')).toThrowError(
      expect.objectContaining({ code: 'MissingParameter' }),
    );
  });
});
