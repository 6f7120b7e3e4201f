import { describe, expect, it } from 'vitest';
import { describeNodeDebugging, findNodeDebugging, silenceReports } from './node-debugging.ts';

describe("Node's own debugging", () => {
  it.each<[Record<string, string>, string[], string | null]>([
    [{}, [], null],
    [{ NODE_DEBUG: '' }, [], null],
    [{ NODE_DEBUG: 'timer' }, [], null],
    [{ NODE_DEBUG: 'myapp,timer' }, [], null],
    [{ NODE_DEBUG: 'http' }, [], 'NODE_DEBUG has http in it'],
    [{ NODE_DEBUG: 'HTTP' }, [], 'NODE_DEBUG has http in it'],
    [{ NODE_DEBUG: 'timer,net' }, [], 'NODE_DEBUG has net in it'],
    [{ NODE_DEBUG: 'http,https,net,tls' }, [], 'NODE_DEBUG has http in it'],
    [{ NODE_DEBUG: '*' }, [], 'NODE_DEBUG has http in it'],
    [{ NODE_DEBUG: 'tl*' }, [], 'NODE_DEBUG has tls in it'],
    [{ NODE_DEBUG: 'child_process' }, [], 'NODE_DEBUG has child_process in it'],
    [{ NODE_DEBUG: 'h(t+p' }, [], null],
    [{ NODE_OPTIONS: '--report-on-signal --report-directory=/tmp' }, [], null],
    [{ NODE_OPTIONS: '--max-old-space-size=100 --trace-tls' }, [], 'Node was started with --trace-tls'],
    [{ NODE_OPTIONS: '--tls_keylog="/tmp/keys"' }, [], 'Node was started with --tls-keylog'],
    [{}, ['--tls-keylog=/tmp/keys'], 'Node was started with --tls-keylog'],
    [{}, ['--heapsnapshot-signal=SIGUSR2'], 'Node was started with --heapsnapshot-signal'],
    [{ SSLKEYLOGFILE: '/tmp/keys' }, [], 'SSLKEYLOGFILE is set'],
  ])('%j %j', (env, execArgv, found) => {
    expect(findNodeDebugging(env, execArgv)).toBe(found);
  });

  it('is refused with why, and what to do', () => {
    expect(describeNodeDebugging('NODE_DEBUG has http in it')).toBe(
      'Error: awswhitelist does not start while NODE_DEBUG has http in it: Node would print session tokens and passwords.\n  - Take it out of the environment; awswhitelist -v tells what happens, without secrets.\n',
    );
  });

  it('writes no reports', () => {
    const report = { reportOnSignal: true, reportOnFatalError: true, reportOnUncaughtException: true };
    silenceReports(report as NodeJS.ProcessReport);
    expect(report).toEqual({
      reportOnSignal: false,
      reportOnFatalError: false,
      reportOnUncaughtException: false,
    });
    silenceReports(undefined);
  });
});
