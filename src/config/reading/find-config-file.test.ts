import { describe, expect, it } from 'vitest';
import { type ConfigPlace, type ConfigRequest, findConfigFile } from './find-config-file.ts';
import { WhitelistError } from '#core/errors/errors.ts';

const OWN = '/home/jo/.config/awswhitelist';

interface Situation {
  readonly named?: string;
  readonly variable?: string;
  readonly isLeftOut?: boolean;
  readonly files: readonly string[];
  readonly place?: Partial<ConfigPlace>;
  /** Files that are there and cannot be read. */
  readonly locked?: readonly string[];
}

function find({ named, variable, isLeftOut = false, files, place, locked = [] }: Situation) {
  const request: ConfigRequest = { named, isLeftOut, env: { AWS_WHITELIST_CONFIG: variable } };
  const where: ConfigPlace = { folder: OWN, cwd: '/project', face: 'server', ...place };
  return findConfigFile(request, where, (path) => {
    if (locked.includes(path)) throw Object.assign(new Error('CANARY'), { code: 'EACCES' });
    return files.includes(path) ? path : null;
  });
}

function failureOf(situation: Situation) {
  try {
    find(situation);
  } catch (error) {
    if (error instanceof WhitelistError) return error.report();
  }
  throw new Error('it was found');
}

const COMMAND = { face: 'command' } as const;

describe('the config file in force', () => {
  it.each<[string, Situation, string | null, string]>([
    ['by -c, bare', { named: 'a.json', files: [`${OWN}/a.json`] }, `${OWN}/a.json`, 'named by -c'],
    [
      'by -c, with a separator',
      { named: './a.json', files: ['/project/a.json'] },
      '/project/a.json',
      'named by -c',
    ],
    ['by -c, upwards', { named: '../a.json', files: ['/a.json'] }, '/a.json', 'named by -c'],
    ['by -c, whole', { named: '/etc/a.json', files: ['/etc/a.json'] }, '/etc/a.json', 'named by -c'],
    [
      'by the variable',
      { variable: '/etc/a.json', files: ['/etc/a.json', `${OWN}/config.json`] },
      '/etc/a.json',
      'named by AWS_WHITELIST_CONFIG',
    ],
    [
      'by -c before the variable',
      { named: 'a.json', variable: '/etc/a.json', files: [`${OWN}/a.json`, '/etc/a.json'] },
      `${OWN}/a.json`,
      'named by -c',
    ],
    ['the usual one', { files: [`${OWN}/config.json`] }, `${OWN}/config.json`, 'in your config folder'],
    [
      'the usual one beside an empty variable',
      { variable: '', files: [`${OWN}/config.json`] },
      `${OWN}/config.json`,
      'in your config folder',
    ],
    ['none', { files: [] }, null, `there is no ${OWN}/config.json`],
    [
      'none of the working directory',
      { files: ['/project/config.json'] },
      null,
      `there is no ${OWN}/config.json`,
    ],
    [
      'none of it for a command either',
      { files: ['/project/config.json'], place: COMMAND },
      null,
      `there is no ${OWN}/config.json`,
    ],
    [
      'left out',
      { isLeftOut: true, variable: '/etc/a.json', files: ['/etc/a.json', `${OWN}/config.json`] },
      null,
      'left out by --no-config',
    ],
    [
      'without a folder',
      { files: ['/project/config.json'], place: { folder: null } },
      null,
      'this machine tells no folder for config files',
    ],
  ])('%s', (_, situation, path, why) => {
    expect(find(situation)).toMatchObject({ path, why, warnings: [] });
  });
});

describe('a file of that name in the working directory', () => {
  const both = { named: 'a.json', files: [`${OWN}/a.json`, '/project/a.json'] };
  it.each(['server', 'command'] as const)("never replaces the person's: %s", (face) => {
    expect(find({ ...both, place: { face } })).toMatchObject({
      path: `${OWN}/a.json`,
      warnings: [`/project/a.json in the working directory is not used: ${OWN}/a.json comes first.`],
    });
  });

  it('is used by a command where there is no other, and named', () => {
    expect(find({ named: 'a.json', files: ['/project/a.json'], place: COMMAND })).toMatchObject({
      path: '/project/a.json',
      warnings: ['The config file in force is /project/a.json, of the working directory.'],
    });
  });

  it.each(['named', 'variable'] as const)('is not trusted by a server: %s', (by) => {
    expect(failureOf({ [by]: 'a.json', files: ['/project/a.json'] })).toMatchObject({
      code: 'config_error',
      message:
        "Config file a.json is in the working directory alone (/project/a.json), which a server does not trust: its host may have started it inside somebody else's project.",
      guidance: [
        `Put your config file at ${OWN}/a.json.`,
        'Or, if you trust that file, name it by its whole path: /project/a.json.',
      ],
    });
  });

  it('is not asked where the own one cannot be read', () => {
    const report = failureOf({
      named: 'a.json',
      files: ['/project/a.json'],
      locked: [`${OWN}/a.json`],
      place: COMMAND,
    });
    expect(report.message).toBe(`Config file ${OWN}/a.json cannot be read (EACCES).`);
  });
});

describe('what cannot be found or read is an error, and never "none"', () => {
  it.each<[string, Situation, string, string]>([
    [
      'the usual file',
      { files: [], locked: [`${OWN}/config.json`] },
      `Config file ${OWN}/config.json cannot be read (EACCES).`,
      'Check that it is a file and that you may read it.',
    ],
    [
      'a name, for a server',
      { named: 'a.json', files: [] },
      'Config file a.json was not found.',
      `Looked for ${OWN}/a.json.`,
    ],
    [
      'a name, for a command',
      { named: 'a.json', files: [], place: COMMAND },
      'Config file a.json was not found.',
      `Looked for ${OWN}/a.json and /project/a.json.`,
    ],
    [
      'the variable',
      { variable: '/etc/a.json', files: [`${OWN}/config.json`] },
      'Config file /etc/a.json was not found.',
      'Looked for /etc/a.json.',
    ],
    [
      'escapes',
      { named: '/nope\u001b[2J', files: [] },
      'Config file /nope\\u{1b}[2J was not found.',
      'Looked for /nope\\u{1b}[2J.',
    ],
    [
      'nothing',
      { named: '', files: [] },
      '-c names no file: it is empty.',
      'Give the path of the config file',
    ],
    [
      'what a host did not fill in',
      { named: '${user_config.file}', files: [] },
      'The name of the config file has ${user_config.file} in it, which the host should have filled in and did not.',
      'restart the server',
    ],
    [
      'the same in the variable',
      { variable: '${env:X}', files: [] },
      'The name of the config file has ${env:X} in it, which the host should have filled in and did not.',
      'restart the server',
    ],
  ])('%s', (_, situation, message, guidance) => {
    const report = failureOf(situation);
    expect(report).toMatchObject({ code: 'config_error', message });
    expect(report.guidance[0]).toContain(guidance);
    expect(JSON.stringify(report)).not.toContain('CANARY');
  });
});
