import type { ErrorReport } from '#core/errors/errors.ts';
import type { Table, View } from '#tools/definition/view.ts';

/** A tool's answer as short text, for hosts and models that read no structured content. */
export function viewText({ headline, table, notes }: View): string {
  return [headline, ...(table ? rowLines(table) : []), ...notes].join('\n');
}

/** Quotes tell a model where the words of strangers begin and end. */
function rowLines({ columns, rows, quoted }: Table): string[] {
  const isQuoted = (i: number) => quoted.includes(columns[i] ?? '');
  const cell = (text: string, i: number) => (text !== '' && isQuoted(i) ? JSON.stringify(text) : text);
  return rows.map(
    (row) =>
      `- ${row
        .map(cell)
        .filter((text) => text !== '')
        .join('  ')}`,
  );
}

export function errorText({ code, message, guidance, outcome, retryable, aws, link }: ErrorReport): string {
  const from = aws ? `; AWS: ${aws.code}, request id ${aws.request_id ?? 'unknown'}` : '';
  const again =
    link === undefined
      ? retryable
        ? 'may be retried'
        : 'do not retry unchanged'
      : 'repeat it only once the user has answered';
  const facts = `(code: ${code}; outcome: ${outcome}; ${again}${from})`;
  return [message, ...guidance.map((sentence) => `- ${sentence}`), facts].join('\n');
}
