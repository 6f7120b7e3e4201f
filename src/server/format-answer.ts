import type { ErrorReport } from '#core/errors/errors.ts';
import type { Table, View } from '#tools/definition/view.ts';

/** A tool's answer as short text, for hosts and models that read no structured content. */
export function formatAnswerText({ headline, table, notes }: View): string {
  return [headline, ...(table ? formatRows(table) : []), ...notes].join('\n');
}

/** Quotes tell a model where the words of strangers begin and end. */
function formatRows({ columns, rows, quoted }: Table): string[] {
  const isUntrusted = (i: number) => quoted.includes(columns[i] ?? '');
  const formatCell = (text: string, i: number) =>
    text !== '' && isUntrusted(i) ? JSON.stringify(text) : text;
  return rows.map(
    (row) =>
      `- ${row
        .map(formatCell)
        .filter((text) => text !== '')
        .join('  ')}`,
  );
}

export function formatErrorText({
  code,
  message,
  guidance,
  outcome,
  retryable,
  aws,
  link,
}: ErrorReport): string {
  const awsPart = aws ? `; AWS: ${aws.code}, request id ${aws.request_id ?? 'unknown'}` : '';
  const retryAdvice =
    link === undefined
      ? retryable
        ? 'may be retried'
        : 'do not retry unchanged'
      : 'repeat it only once the user has answered';
  const facts = `(code: ${code}; outcome: ${outcome}; ${retryAdvice}${awsPart})`;
  return [message, ...guidance.map((sentence) => `- ${sentence}`), facts].join('\n');
}
