import type { Tool } from '@modelcontextprotocol/client';
import { z } from 'zod';
import { announcedTools } from '../lib/announced-tools.ts';
import type { Generator } from './generator.ts';

const typed = z.object({ type: z.union([z.string(), z.array(z.string())]) });
const argumentSchema = z.union([
  typed.extend({ description: z.string().optional() }),
  z.object({ anyOf: z.array(typed), description: z.string().optional() }),
]);

/** docs/tools.md: every tool and argument, for people, from what the server announces. */
export const toolReference: Generator = {
  name: 'tool reference',
  owns: /^docs\/tools\.md$/,
  async make() {
    const tools = await announcedTools();
    const text = [
      '# Tools',
      'Generated from the tool definitions by `npm run generate`.',
      ...tools.flatMap(section),
    ];
    return new Map([['docs/tools.md', `${text.join('\n\n')}\n`]]);
  },
};

function section({ name, title, description, annotations, inputSchema }: Tool): string[] {
  const required = inputSchema.required ?? [];
  const rows = Object.entries(inputSchema.properties ?? {}).map(([argument, schema]) => {
    const { description: help = '', ...read } = argumentSchema.parse(schema);
    const types = ('anyOf' in read ? read.anyOf : [read]).flatMap(({ type }) => type).join(' or ');
    return `| \`${argument}\` | ${types} | ${required.includes(argument) ? 'yes' : 'no'} | ${help} |`;
  });
  const kind =
    annotations?.readOnlyHint === true ? 'Only reads.' : 'Changes the group; repeating it is harmless.';
  return [
    `## ${name}: ${title ?? ''}`,
    `${description ?? ''} ${kind}`,
    ['| argument | type | required | |', '| --- | --- | --- | --- |', ...rows].join('\n'),
  ];
}
