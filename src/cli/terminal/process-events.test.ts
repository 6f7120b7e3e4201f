import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { stopOnSignals } from './process-events.ts';

const ALL = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];

function listening() {
  const process = new EventEmitter();
  let stops = 0;
  const take = stopOnSignals(process, () => (stops += 1));
  return {
    process,
    take,
    stops: () => stops,
    heard: () => ALL.filter((name) => process.listenerCount(name) > 0),
  };
}

describe('signals', () => {
  it('stop the program once; the second one is left to the system', () => {
    const { process, stops, heard } = listening();
    expect(heard()).toEqual(['SIGINT', 'SIGTERM']);
    process.emit('SIGINT', 'SIGINT');
    expect(stops()).toBe(1);
    expect(heard()).toEqual(['SIGTERM']);
  });

  it('that are taken over stop nothing, as often as they come, and stop it again once they are given back', () => {
    const { process, take, stops, heard } = listening();
    const taken: string[] = [];
    const giveBack = take((signal) => taken.push(signal));
    expect(heard()).toEqual(ALL);
    for (const name of [...ALL, ...ALL]) process.emit(name, name);
    expect(taken).toEqual([...ALL, ...ALL]);
    expect(stops()).toBe(0);
    giveBack();
    expect(heard()).toEqual(['SIGINT', 'SIGTERM']);
    process.emit('SIGTERM', 'SIGTERM');
    expect(stops()).toBe(1);
  });
});
