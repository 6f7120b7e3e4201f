import type { Channel } from '#test/support/canary/isolated-machine.ts';

/** One line that is put into the program, or changed in it, and what has to be found of it. */
export interface Leak {
  readonly name: string;
  /** The case that is run, as it is called in its table. */
  readonly by: string;
  readonly channel: Channel;
  /** Which secret, by a part of its name. */
  readonly secret: string;
  /** A line before the program's own. */
  readonly line?: string;
  /** What is put in the place of what: in minified code, so that names are matched and taken over. */
  readonly change?: readonly [what: RegExp, by: string];
}

const KEY = 'process.env.AWS_SECRET_ACCESS_KEY';
const TOKEN = 'process.env.AWS_SESSION_TOKEN';
const environment = { by: 'environment: keys', secret: '"environment"' } as const;

export const LEAKS: readonly Leak[] = [
  {
    name: 'standard error: a line',
    ...environment,
    channel: 'standard error',
    line: `process.stderr.write(${KEY} + "\\n");`,
  },
  {
    name: 'standard error: at DEBUG alone, in base64, within something longer',
    ...environment,
    channel: 'standard error',
    line: `if (process.argv.includes("-v")) process.stderr.write(btoa("user:" + ${TOKEN} + ":end"));`,
  },
  {
    name: 'standard error: a third of a token',
    ...environment,
    channel: 'standard error',
    line: `process.stderr.write("token " + ${TOKEN}.slice(100, 200) + "…\\n");`,
  },
  {
    name: 'standard output: a member of the answers',
    ...environment,
    channel: 'standard output',
    line: `{ const write = process.stdout.write; process.stdout.write = (text, ...more) => Reflect.apply(write, process.stdout, [text.replace('"result":{', '"result":{"k":' + JSON.stringify(${KEY}) + ","), ...more]); }`,
  },
  {
    name: 'a file in the home folder',
    ...environment,
    channel: 'file',
    line: `require("node:fs").appendFileSync(process.env.HOME + "/.awswhitelist.log", "key=" + ${KEY});`,
  },
  {
    name: 'a file that is removed at once',
    ...environment,
    channel: 'file',
    line: `{ const fs = require("node:fs"), name = process.env.TMPDIR + "/a"; fs.writeFileSync(name, ${TOKEN}); fs.rmSync(name); }`,
  },
  {
    name: 'the name of a file',
    ...environment,
    channel: 'file',
    line: `require("node:fs").writeFileSync(process.env.XDG_CACHE_HOME + "/" + Buffer.from(${KEY}).toString("hex"), "");`,
  },
  {
    name: 'the arguments of the process',
    ...environment,
    channel: 'arguments',
    line: `process.title = "awswhitelist " + ${KEY};`,
  },
  {
    name: 'the arguments of another one',
    ...environment,
    channel: 'arguments',
    line: `require("node:child_process").spawn("true", ["--token", ${TOKEN}]);`,
  },
  {
    name: 'a header of requests to AWS',
    ...environment,
    channel: 'wire',
    line: `{ const http = require("node:http"), { request } = http; http.request = (options, ...more) => request({ ...options, headers: { ...options.headers, "x-key": ${KEY} } }, ...more); }`,
  },
  {
    name: 'a fact of the log',
    ...environment,
    channel: 'standard error',
    change: [/([`"']credentials found[`"'],\{)/, `$1key:${KEY},`],
  },
  {
    name: 'the message of an error',
    by: 'environment: keys that AWS does not know',
    secret: '"strangerTemporary"',
    channel: 'standard output',
    change: [/(Invalid credentials: AWS does not accept the access key from )/, `$1\${${KEY}} `],
  },
  {
    name: 'what doctor tells of the environment',
    ...environment,
    channel: 'standard output',
    change: [/\(\)=>([`"'])\(set\)\1/, 'value=>value'],
  },
  {
    name: 'a refused value, when nothing is taken for a secret',
    by: '1. awswhitelist SECRET',
    secret: 'stray secret',
    channel: 'standard error',
    change: [/\{\$\{\w+-1\},\}/, '{9999,}'],
  },
  {
    name: 'what AWS repeats, when nothing is taken out of it',
    by: "in AWS's place, what was sent comes back: pieces of what was sent",
    secret: '"environment"',
    channel: 'standard output',
    change: [/(\(\{length:(\w+)\}\)=>\2>=)6\b/, '$16e9'],
  },
  {
    name: 'a crash, when Node tells of it',
    by: 'broken inside: a timer',
    secret: '"environment"',
    channel: 'standard error',
    change: [/([`"'])uncaughtException\1/, '"nothing"'],
  },
  {
    name: 'a field of the page that comes back',
    by: 'page: keys that are not accepted',
    secret: '"page"',
    channel: 'page',
    change: [/\/\^A\[A-Z\]\{3\}\[A-Z0-9\]\{12,28\}\$\//, '/./'],
  },
  {
    name: 'a code on standard error',
    by: 'page: one-time codes',
    secret: '"mfaCode"',
    channel: 'standard error',
    change: [
      /\((\w+)\.get\(([`"'])code\2\)/,
      '(process.stderr.write("code " + $1.get("code") + "\\n"),$1.get("code")',
    ],
  },
  {
    name: "the page's address in the log",
    by: 'page: declined',
    secret: 'the address of the page',
    channel: 'standard error',
    change: [
      /(=\s*)(`\$\{\(await \w+\)\.origin\}\/\$\{\w+\}`)/,
      '$1(text => (process.stderr.write(text + "\\n"), text))($2)',
    ],
  },
];
