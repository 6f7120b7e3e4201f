import { isRequestId, type RequestId } from './message.ts';

/** What can be told of a message that is too long to be read: enough to refuse it as what it is. */
export interface MessageHead {
  /** Null: there is none, or none that can be used. */
  readonly id: RequestId | null;
  /** Whether it waits for an answer: an answer and a notification do not. */
  readonly isAnswerDue: boolean;
}

/** Goes through a message as its bytes pass by, and keeps nothing of it but the head. */
export interface HeadScanner {
  push(bytes: Buffer): void;
  end(): MessageHead;
}

/** Bytes of one name, or of an id: a longer one is not ours. */
const MAX_CAPTURED = 256;

const [QUOTE, BACKSLASH, COMMA, COLON, OPENING_BRACE] = [0x22, 0x5c, 0x2c, 0x3a, 0x7b];

/** Of a byte outside texts: most are none of these, and of no interest where nothing is captured. */
const [OTHER, SPACE, OPENING, CLOSING, MARK] = [0, 1, 2, 3, 4];
const KINDS = new Uint8Array(256).fill(OTHER);
for (const byte of Buffer.from(' \t\r')) KINDS[byte] = SPACE;
for (const byte of Buffer.from('{[')) KINDS[byte] = OPENING;
for (const byte of Buffer.from('}]')) KINDS[byte] = CLOSING;
for (const byte of [QUOTE, COMMA, COLON]) KINDS[byte] = MARK;

/**
 * Finds the members of the outermost object, in whatever order they come, with a counter for the levels between them. A
 * member that comes twice counts as JSON.parse has it: the last time.
 */
export function createHeadScanner(): HeadScanner {
  const members = new Map<string, unknown>();
  let depth = 0;
  let isObject = false;
  /** The outermost object has ended, and nothing but white space has come since. */
  let isWhole = false;
  let inString = false;
  let isEscaped = false;
  let isKey = false;
  let key: unknown = null;
  /** Of a name or an id; null: nothing is captured, or it grew too long. */
  let captured: number[] | null = null;

  const capture = (byte: number) => {
    captured?.push(byte);
    if (captured !== null && captured.length > MAX_CAPTURED) captured = null;
  };
  const takeCaptured = (): unknown => {
    const text = captured === null ? '' : Buffer.from(captured).toString('utf8');
    captured = null;
    return parseOrUndefined(text);
  };
  const endMember = () => {
    if (typeof key === 'string') members.set(key, takeCaptured());
    key = null;
  };

  function readInString(byte: number): void {
    capture(byte);
    if (isEscaped) isEscaped = false;
    else if (byte === BACKSLASH) isEscaped = true;
    else if (byte === QUOTE) inString = false;
  }

  function readOutside(byte: number, kind: number | undefined): void {
    if (byte === QUOTE) {
      inString = true;
      if (depth === 1 && isKey) captured = [];
      capture(byte);
    } else if (kind === OPENING) {
      captured = null;
      depth += 1;
      if (depth === 1) isObject = isKey = byte === OPENING_BRACE;
    } else if (kind === CLOSING) {
      if (depth === 1) endMember();
      depth -= 1;
      isWhole = depth === 0;
    } else if (depth === 1 && byte === COMMA) {
      endMember();
      isKey = isObject;
    } else if (depth === 1 && byte === COLON && isKey) {
      key = takeCaptured();
      isKey = false;
      if (key === 'id') captured = [];
    } else capture(byte);
  }

  return {
    push(bytes) {
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at] ?? 0;
        if (inString) {
          if (captured !== null || isEscaped || byte === QUOTE || byte === BACKSLASH) readInString(byte);
          continue;
        }
        const kind = KINDS[byte];
        if (kind === SPACE) continue;
        isWhole = false;
        if (kind !== OTHER || captured !== null) readOutside(byte, kind);
      }
    },
    end() {
      if (!isObject || !isWhole) return { id: null, isAnswerDue: true };
      const id = members.get('id');
      const isNotification = members.has('jsonrpc') && members.has('method') && !members.has('id');
      const isAnswer = !members.has('method') && (members.has('result') || members.has('error'));
      return { id: isRequestId(id) ? id : null, isAnswerDue: !isNotification && !isAnswer };
    },
  };
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
