import { describe, expect, it } from 'vitest';
import { findPerson, type PersonSources } from './person.ts';

const missing = () => {
  throw new Error('uv_os_get_passwd returned ENOENT');
};
const usual: PersonSources = {
  env: {},
  homedir: () => '/home/jo',
  userInfo: () => ({ username: 'jo', homedir: '/home/jo' }),
  cwd: () => '/work',
  getuid: () => 1000,
};

describe('whoever runs the program', () => {
  it('has a name and a home', () => {
    expect(findPerson(usual)).toEqual({ home: '/home/jo', isHomeReplaced: false, cwd: '/work', user: 'jo' });
  });

  it('[hosts.nobody] may have none of all that', () => {
    const nobody = { ...usual, homedir: missing, userInfo: missing, cwd: missing };
    expect(findPerson(nobody)).toEqual({ home: null, isHomeReplaced: true, cwd: '/', user: 'uid-1000' });
    expect(findPerson({ ...nobody, getuid: undefined }).user).toBe('unknown');
    expect(findPerson({ ...nobody, env: { USER: '', LOGNAME: 'ci' } }).user).toBe('ci');
  });

  it.each(['', '.', 'somewhere'])('[hosts.nobody] a relative home is none: %j', (home) => {
    const relative = { ...usual, homedir: () => home };
    expect(findPerson(relative)).toMatchObject({ home: '/home/jo', isHomeReplaced: true });
    expect(findPerson({ ...relative, userInfo: missing })).toMatchObject({
      home: null,
      isHomeReplaced: true,
    });
  });
});
