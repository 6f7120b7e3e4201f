import { describe, expect, it } from 'vitest';
import { WhitelistError } from '#core/errors/errors.ts';
import { parseCommandLine } from './parse.ts';

const HELP = 'Run awswhitelist --help to see the commands and options.';

/** What is said of a line that is refused: the message, then what to do. */
function refusalOf(...argv: string[]): string[] {
  try {
    parseCommandLine(argv);
  } catch (error) {
    if (!(error instanceof WhitelistError)) throw error;
    return [error.message, ...(error.details.guidance ?? [])];
  }
  throw new Error('the line was not refused');
}

describe('an option that cannot be read', () => {
  it.each([
    [
      ['add', '-hx'],
      ['Unknown option -x.', HELP],
    ],
    [
      ['add', '-h=1'],
      ['Unknown option -=.', HELP],
    ],
    [
      ['add', '---json'],
      ['Unknown option ---json.', 'Did you mean --json?', HELP],
    ],
    [
      ['add', '--no-json'],
      ['Unknown option --no-json.', HELP],
    ],
    [
      ['add', '--=x'],
      ['Unknown option --=x.', HELP],
    ],
    [
      ['add', "--it's"],
      ["Unknown option --it's.", HELP],
    ],
    [
      ['add', '--porr=AKIAIOSFODNN7EXAMPLE'],
      ['Unknown option --porr.', 'Did you mean --port?', HELP],
    ],
  ])('is unknown, and named with its dashes and without its value: %j', (argv, refusal) => {
    expect(refusalOf(...argv)).toEqual(refusal);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'is unknown, though every object has it: --%s',
    (name) => {
      expect(refusalOf('add', `--${name}`)).toEqual([`Unknown option --${name}.`, HELP]);
      expect(refusalOf('add', `--${name}=1`)).toEqual([`Unknown option --${name}.`, HELP]);
    },
  );

  it.each([
    [['add', '--port'], "Option '--port <value>' argument missing."],
    [['add', '--config'], "Option '-c, --config <value>' argument missing."],
    [['add', '-c'], "Option '-c, --config <value>' argument missing."],
    [['add', '-vc'], "Option '-c, --config <value>' argument missing."],
  ])('lacks its value at the end of the line: %j', (argv, message) => {
    expect(refusalOf(...argv)).toEqual([message, HELP]);
  });

  it.each([
    [['add', '--json='], "Option '--json' does not take an argument."],
    [['add', '--help=yes'], "Option '-h, --help' does not take an argument."],
    [['add', '--dry-run=AKIAIOSFODNN7EXAMPLE'], "Option '--dry-run' does not take an argument."],
  ])('has a value that it does not take: %j', (argv, message) => {
    expect(refusalOf(...argv)).toEqual([message, HELP]);
  });

  it.each([
    [['add', '--port', '--json'], '--port', '--port'],
    [['add', '--port', '--'], '--port', '--port'],
    [['add', '-c', '-v'], '-c', '--config'],
    [['add', '-vc', '-v'], '-c', '--config'],
  ])('may have taken the next option for its value: %j', (argv, written, long) => {
    expect(refusalOf(...argv)).toEqual([
      `Option '${written}' argument is ambiguous.`,
      `If the value begins with a dash, write ${long}=-1, for example.`,
      HELP,
    ]);
  });

  it('is the first of several', () => {
    expect(refusalOf('add', '--json=1', '--nosuch', '--port')[0]).toContain("'--json'");
    expect(refusalOf('add', '--nosuch', '--json=1', '--port')[0]).toContain('--nosuch');
    expect(refusalOf('add', '--port', '1', '--port', '2', '--nosuch')[0]).toContain('--nosuch');
  });
});

describe('a value', () => {
  it.each([
    [['add', '--from', '-'], { from: '-' }],
    [['add', '--description', ''], { description: '' }],
    [['add', '--description=--json'], { description: '--json' }],
    [['add', '--description=a=b'], { description: 'a=b' }],
  ])('may be a lone dash, empty, or anything after the equals sign: %j', (argv, options) => {
    expect(parseCommandLine(argv).options).toEqual(options);
  });

  it('is not empty, but for a description', () => {
    for (const flag of ['port', 'profile', 'region', 'target'])
      expect(refusalOf('add', `--${flag}=`)).toEqual([
        `--${flag} is empty.`,
        'Give it a value, or leave it out.',
        HELP,
      ]);
  });

  it('of a short option may be joined to it', () => {
    expect(parseCommandLine(['-vcme.json']).global).toMatchObject({ config: 'me.json', verbose: true });
  });

  it('is no option after --, whatever it looks like', () => {
    const { words, options } = parseCommandLine(['add', '--', '--nosuch', '--port', '--json=1']);
    expect({ words, options }).toEqual({ words: ['--nosuch', '--port', '--json=1'], options: {} });
  });
});

it('a flag may be repeated', () => {
  expect(parseCommandLine(['-v', '--verbose', '--json', '--json']).global).toMatchObject({
    verbose: true,
    json: true,
  });
});
