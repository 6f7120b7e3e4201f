import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { announcedTools } from '../lib/announced-tools.ts';
import type { Gate } from './gate.ts';

/** Every conversation pays for the tool list, used or not. */
const maxTokens = 2_900;

/** Counts what a model reads of each tool: name, description and input schema, in the tokens of o200k_base. */
export const toolTokens: Gate = {
  name: 'tool list tokens',
  async run() {
    const counts = (await announcedTools()).map(({ name, description, inputSchema }) => ({
      name,
      tokens: encode(JSON.stringify({ name, description, inputSchema })).length,
    }));
    const total = counts.reduce((sum, { tokens }) => sum + tokens, 0);
    return {
      ok: counts.length > 0 && total <= maxTokens,
      note: `${total} of ${maxTokens}`,
      output: counts.map(({ name, tokens }) => `${name}: ${tokens}`).join('\n'),
    };
  },
};
