import { runNode } from '../lib/run.ts';
import { root } from '../lib/root.ts';

export interface Verdict {
  readonly ok: boolean;
  /** Said beside a passed gate too: a number worth watching. */
  readonly note?: string;
  /** Shown only when the gate fails: what is wrong and how to put it right. */
  readonly output: string;
}

export interface Gate {
  readonly name: string;
  run(): Promise<Verdict>;
}

/** A gate that is a tool of its own: it passes if the tool does. */
export function createToolGate(name: string, tool: string, args: readonly string[], hint = ''): Gate {
  return {
    name,
    async run() {
      const { code, output } = await runNode(`node_modules/.bin/${tool}`, args, root);
      return { ok: code === 0, output: `${output.trim()}\n${hint}` };
    },
  };
}

/** A gate that lists what is wrong: it passes if there is nothing to list. */
export function createListGate(name: string, find: () => Promise<string[]> | string[]): Gate {
  return {
    name,
    async run() {
      const complaints = await find();
      return { ok: complaints.length === 0, output: complaints.join('\n') };
    },
  };
}
