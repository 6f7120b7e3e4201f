/** What a client is told that frames its messages as language servers do. */
export const FRAMING_ERROR =
  'Parse error: a Content-Length header was met. This server speaks MCP over standard input and output: each message is one line of JSON, without headers. Set the client to that framing.';

const HEADER = /^Content-(?:Length|Type)[ \t]*:/i;

/** In such a stream the next header follows the message before it on one line. */
const HEADER_AT_END = /Content-(?:Length|Type)[ \t]*:[^\n]{0,80}$/i;

/** Tells a client of the other framing from one that errs: once, since each of its lines would be an error. */
export interface FramingCheck {
  /** Whether a line that is no JSON is so because of its framing. */
  isFramed(text: string): boolean;
  /** True the first time. */
  isToldFirst(): boolean;
}

export function createFramingCheck(): FramingCheck {
  let isTold = false;
  return {
    isFramed: (text) => HEADER.test(text) || (isTold && HEADER_AT_END.test(text)),
    isToldFirst() {
      const isFirst = !isTold;
      isTold = true;
      return isFirst;
    },
  };
}
