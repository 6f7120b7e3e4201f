import childProcess, { type ChildProcess } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { inject } from 'vitest';
import { createConversationJudge, type ConversationJudge } from './conversation-judge.ts';
import { createSchemaValidator, type SchemaValidator } from './schema-validator.ts';

// Several test files share a process, one after the other: what is replaced here is replaced once.
const spawn = childProcess.spawn;
const conversations = new Set<ConversationJudge>();
const books = new Map<string, SchemaValidator>();

/** A revision is held to its own schema; 2024-11-05, of which there is none to be had, to the next one. */
function validatorFor(revision: string): SchemaValidator {
  const schemas = inject('protocolSchemas');
  const known = Object.keys(schemas).sort();
  const name = known.find((r) => r >= revision) ?? known.at(-1) ?? '';
  const book = books.get(name) ?? createSchemaValidator(schemas[name] ?? {});
  books.set(name, book);
  return book;
}

/** Longer lines are for the server to refuse, and not to be kept here either. */
const MAX_LINE_LENGTH = 4 * 1_048_576;

/** Cuts what passes into lines. */
function splitLines(take: (line: string) => void): (chunk: unknown) => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let dropped = false;
  return (chunk) => {
    const text = typeof chunk === 'string' ? chunk : decoder.write(chunk as Buffer);
    const [first = '', ...others] = text.split('\n');
    dropped ||= rest.length + first.length > MAX_LINE_LENGTH;
    rest = dropped ? '' : rest + first;
    for (const next of others) {
      if (!dropped) take(rest);
      dropped = next.length > MAX_LINE_LENGTH;
      rest = dropped ? '' : next;
    }
  };
}

function monitorProcess({ stdin, stdout }: ChildProcess): void {
  if (!stdin || !stdout) return;
  const told = createConversationJudge(validatorFor);
  const asked = splitLines((line) => told.clientWrote(line));
  const said = splitLines((line) => told.serverWrote(line));
  let isServer = false;
  const [write, end] = [stdin.write.bind(stdin), stdin.end.bind(stdin)];
  const emit = stdout.emit.bind(stdout);
  const heard = (chunk: unknown) => {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
    // A command, to which nothing is said, prints for people.
    isServer = true;
    conversations.add(told);
    asked(chunk);
  };
  Object.assign(stdin, {
    write(...args: unknown[]): unknown {
      heard(args[0]);
      return Reflect.apply(write, stdin, args);
    },
    end(...args: unknown[]): unknown {
      heard(args[0]);
      // The last line may lack its end.
      if (isServer) asked('\n');
      return Reflect.apply(end, stdin, args);
    },
  });
  // Not a listener of its own: that would set the stream going before the test's is there.
  Object.assign(stdout, {
    emit(...args: unknown[]): unknown {
      if (args[0] === 'data' && isServer) said(args[1]);
      return Reflect.apply(emit, stdout, args);
    },
  });
}

Object.assign(childProcess, {
  spawn(command: string, args: unknown, ...options: unknown[]): ChildProcess {
    const child = Reflect.apply(spawn, childProcess, [command, args, ...options]) as ChildProcess;
    // What a command reads as a file, or leaves to another one, is no message.
    const reads = Array.isArray(args) && ['--from', 'undo', 'with'].some((word) => args.includes(word));
    const isOurs = Array.isArray(args) && args[0] === inject('packedBin') && !reads;
    if (isOurs || basename(command) === 'awswhitelist') monitorProcess(child);
    return child;
  },
});
syncBuiltinESMExports();

/** What was wrong with the messages that passed since this was last asked. */
export const takeComplaints = (): string[] => [...conversations].flatMap((told) => told.takeComplaints());

/** The processes of an earlier file have ended, or are none of the next one's. */
export const forgetConversations = (): void => conversations.clear();
