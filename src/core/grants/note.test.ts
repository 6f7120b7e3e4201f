import { describe, expect, it } from 'vitest';
import { createGrant, inMinutes } from '#test/support/arbitraries/grants.ts';
import { formatEnd, isNoteOfOtherVersion, parseNote, formatNote, type Note } from './note.ts';

const END = inMinutes(2);

describe('a note', () => {
  it.each<[string, Note]>([
    ['[awswhitelist:1 jo]', { words: null, holders: [createGrant('jo')] }],
    [
      'Jo, home office [awswhitelist:1 jo until 2026-11-23T18:02Z (deploy); ann]',
      { words: 'Jo, home office', holders: [createGrant('jo', END, 'deploy'), createGrant('ann')] },
    ],
    ['[old] [awswhitelist:1 jo (a;b)]', { words: '[old]', holders: [createGrant('jo', null, 'a;b')] }],
    ['  [awswhitelist:1 a@b.c-d_e]', { words: ' ', holders: [createGrant('a@b.c-d_e')] }],
    ['[awswhitelist [awswhitelist:1 jo]', { words: '[awswhitelist', holders: [createGrant('jo')] }],
  ])('%s', (text, note) => {
    expect(parseNote(text)).toEqual(note);
    expect(formatNote(note)).toBe(text);
  });

  it.each([
    null,
    '',
    'Jo, home office',
    'awswhitelist:1 jo',
    '[awswhitelist:1 ]',
    '[awswhitelist:1 jo] ',
    '[awswhitelist:1 jo].',
    'Jo[awswhitelist:1 jo]',
    ' [awswhitelist:1 jo]',
    '[AWSwhitelist:1 jo]',
    '[awswhitelist:1  jo]',
    '[awswhitelist:1 jo;ann]',
    '[awswhitelist:1 jo; ]',
    '[awswhitelist:1 jo; jo]',
    '[awswhitelist:1 jo until 2026-11-23T18:02Z; jo]',
    '[awswhitelist:1 jo (a) until 2026-11-23T18:02Z]',
    '[awswhitelist:1 jo ()]',
    '[awswhitelist:1 jo ( a)]',
    '[awswhitelist:1 jo (a (b))]',
    '[awswhitelist:1 jo [x]]',
    '[awswhitelist:1 jo until 2026-11-23]',
    '[awswhitelist:1 jo until 2026-11-23T18:02:00Z]',
    '[awswhitelist:1 jo until 2026-11-23T18:02+01:00]',
    '[awswhitelist:1 jo until 2026-02-30T18:02Z]',
    '[awswhitelist:1 jo until 2026-13-01T18:02Z]',
    '[awswhitelist:1 jo until 2026-11-23T24:00Z]',
    '[awswhitelist:1 jo until 0000-00-00T00:00Z]',
    '[awswhitelist:1 zoë]',
    `[awswhitelist:1 ${'j'.repeat(25)}]`,
    '[awswhitelist:1 jo] [awswhitelist:1 ann]',
    '[awswhitelist:2 x] [awswhitelist:1 ann]',
  ])('%j is none of this version, nor of another', (text) => {
    expect(parseNote(text)).toBeNull();
    expect(isNoteOfOtherVersion(text)).toBe(false);
  });

  it.each([
    '[awswhitelist:2 jo]',
    'Jo, home [awswhitelist:2 whatever; it=says]',
    '[awswhitelist:10 jo]',
    '[awswhitelist:1.1 jo]',
    '[awswhitelist:1]',
    '[awswhitelist:]',
    '[awswhitelist:1 jo] [awswhitelist:2 jo]',
  ])('%s is one of another version', (text) => {
    expect(parseNote(text)).toBeNull();
    expect(isNoteOfOtherVersion(text)).toBe(true);
  });

  it('no description is no note of another version', () => {
    expect([null, '', 'Jo [awswhitelist:2 jo] home'].map(isNoteOfOtherVersion)).toEqual([
      false,
      false,
      false,
    ]);
  });
});

it('an end is shown in UTC, to the minute', () => {
  expect(formatEnd(new Date('2026-11-23T19:02:59.999+01:00'))).toBe('2026-11-23T18:02Z');
});
