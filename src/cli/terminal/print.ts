import { escapeUnprintable } from '#core/text/escape.ts';
import type { ErrorReport } from '#core/errors/errors.ts';
import type { Table, View } from '#tools/definition/view.ts';

/** Columns as wide as their widest cell, two spaces apart, no space at line ends. */
export function formatTable({ columns, rows }: Pick<Table, 'columns' | 'rows'>): string {
  const lines = [columns, ...rows];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function formatView({ headline, table, notes }: View): string {
  return `${[headline, ...(table ? ['', formatTable(table), ''] : []), ...notes].map(toPrintable).join('\n')}\n`;
}

/** Line ends are ours; nothing else that a terminal obeys gets through, whoever put it into an answer. */
const toPrintable = (text: string): string =>
  text
    .split('\n')
    .map((line) => escapeUnprintable(line, Infinity))
    .join('\n');

export function formatError({ message, guidance, aws }: ErrorReport): string {
  const request = aws ? [`  AWS: ${aws.code}, request id ${aws.request_id ?? 'unknown'}`] : [];
  return `${[`Error: ${message}`, ...guidance.map((sentence) => `  - ${sentence}`), ...request].join('\n')}\n`;
}

export const formatJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
