import { describe, expect, it } from 'vitest';
import { configFolder, stateFolder } from './folders.ts';

describe('folders', () => {
  it.skipIf(process.platform === 'win32')('follow XDG, else the home folder', () => {
    const bare = { env: {}, home: '/home/jo' };
    expect(stateFolder(bare)).toBe('/home/jo/.local/state/awswhitelist');
    const xdg = { env: { XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s' }, home: '/home/jo', cwd: '/w' };
    expect(stateFolder(xdg)).toBe('/s/awswhitelist');
    expect(configFolder(xdg)).toBe('/c/awswhitelist');
    expect(configFolder(bare)).toBe('/home/jo/.config/awswhitelist');
  });

  it.each([
    [{ XDG_CONFIG_HOME: '.' }, '/home/jo', '/home/jo/.config/awswhitelist'],
    [{ XDG_CONFIG_HOME: 'work' }, '/home/jo', '/home/jo/.config/awswhitelist'],
    [{ XDG_CONFIG_HOME: '' }, '/home/jo', '/home/jo/.config/awswhitelist'],
    [{}, '', null],
    [{}, '.', null],
    [{ XDG_CONFIG_HOME: '../x' }, '', null],
    [{ XDG_CONFIG_HOME: '/c' }, '', '/c/awswhitelist'],
  ])('the config folder is never relative: %j, home %j', (env, home, folder) => {
    expect(configFolder({ env, home })).toBe(folder);
  });
});
