import type { ErrorReport } from './core/errors.ts';
import type { View } from './tools/view.ts';

/** A tool's answer as short text, for hosts and models that read no structured content. */
export function viewText({ headline, table, notes }: View): string {
  const rows = (table?.rows ?? []).map((row) => `- ${row.filter((cell) => cell !== '').join('  ')}`);
  return [headline, ...rows, ...notes].join('\n');
}

export function errorText({ code, message, guidance, outcome, retryable, aws }: ErrorReport): string {
  const from = aws ? `; AWS: ${aws.code}, request id ${aws.request_id ?? 'unknown'}` : '';
  const facts = `(code: ${code}; outcome: ${outcome}; ${retryable ? 'may be retried' : 'do not retry unchanged'}${from})`;
  return [message, ...guidance.map((sentence) => `- ${sentence}`), facts].join('\n');
}
