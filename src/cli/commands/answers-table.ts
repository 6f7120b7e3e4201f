import type { SourceAnswer } from '#core/errors/errors.ts';
import type { Table } from '#tools/definition/view.ts';

/** What each source said of the person's address: a row for each, and a column for each family that was asked for. */
export function answersTable(answers: readonly SourceAnswer[]): Table {
  const families = ([4, 6] as const).filter((family) => answers.some((answer) => answer.family === family));
  const sources = [...new Set(answers.map(({ source }) => source))];
  const said = sources.map((source) => answers.filter((answer) => answer.source === source));
  return {
    columns: ['SOURCE', ...families.map((family) => `IPV${family}`)],
    rows: said.map((own, i) => [
      sources[i] ?? '',
      ...families.map((family) => {
        const answer = own.find((one) => one.family === family);
        return answer ? (answer.address ?? `(${answer.why})`) : 'not asked';
      }),
    ]),
    quoted: [],
  };
}
