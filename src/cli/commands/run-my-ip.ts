import type { ParsedLine } from '#cli/arguments/command-line.ts';
import { withRuntime } from '#cli/runtime/with-runtime.ts';
import { EXIT, exitCodeOfError } from '#cli/terminal/exit-codes.ts';
import type { Io } from '#cli/terminal/io.ts';
import { formatError, formatJson, formatTable, formatView } from '#cli/terminal/print.ts';
import { type ErrorReport, type SourceAnswer, toWhitelistError } from '#core/errors/errors.ts';
import { type Family, formatAddress, parseFamilies } from '#core/network/address.ts';
import { type Cidr, formatCidr, parseCidr } from '#core/network/cidr.ts';
import { type CurrentAddresses, stripAnswers } from '#core/public-ip/public-address.ts';
import type { Table, View } from '#tools/definition/view.ts';

/** `awswhitelist my-ip`: where this machine's traffic comes from, and who said so. */
export async function runMyIp(line: ParsedLine, io: Io): Promise<number> {
  const families = readFamilies(line);
  const { global } = line;
  if (global.sandbox) io.err('The sandbox imitates AWS alone: your address is asked of the real sources.\n');
  const withoutSandbox = { ...line, global: { ...global, sandbox: false } };
  return withRuntime(withoutSandbox, io, async (runtime, config) => {
    if (config.problem) throw config.problem;
    try {
      const found = await runtime.toolContext({ signal: io.stop }).findOwnAddresses(families);
      io.out(global.json ? formatJson(toResult(found)) : formatView(toView(found)));
      return EXIT.done;
    } catch (thrown) {
      const report = toWhitelistError(thrown).report();
      if (!report.answers?.length) throw thrown;
      if (global.json) io.out(formatJson({ error: report }));
      io.err(formatRefusal(report, report.answers));
      return exitCodeOfError(report);
    }
  });
}

/** The same as any error, but a table in place of the sentences in which tools tell who said what. */
function formatRefusal(report: ErrorReport, answers: readonly SourceAnswer[]): string {
  const error = formatError({ ...report, message: stripAnswers(report) });
  return `${error}\n${formatTable(toAnswersTable(answers))}\n`;
}

function readFamilies({ options }: ParsedLine): readonly Family[] {
  const { families } = options;
  return families === undefined ? [4, 6] : parseFamilies(families, '--families');
}

/** For programs: the addresses as rules name them. */
function toResult({ addresses, answers, warnings }: CurrentAddresses) {
  return { addresses: addresses.map(formatCidr), answers, warnings };
}

function toView({ addresses, answers, warnings }: CurrentAddresses): View {
  const texts = addresses.map(formatCidr);
  const what = texts.length === 1 ? 'address is' : 'addresses are';
  return {
    headline: `Your public ${what} ${texts.join(' and ')}.`,
    table: toAnswersTable(answers),
    notes: [...warnings.map((warning) => `Warning: ${warning}`), ...addresses.flatMap(describeIpv6Prefix)],
  };
}

function describeIpv6Prefix({ family, network }: Cidr): string[] {
  if (family === 4) return [];
  const { cidr } = parseCidr(`${formatAddress(6, network)}/64`);
  return [
    `Many machines change their IPv6 address about once a day (privacy addresses). A rule for ${formatCidr(cidr)} outlasts that, and lets in every machine of that network.`,
  ];
}

/** What each source said of the person's address: a row for each, and a column for each family that was asked for. */
function toAnswersTable(answers: readonly SourceAnswer[]): Table {
  const families = ([4, 6] as const).filter((family) => answers.some((answer) => answer.family === family));
  const sources = [...new Set(answers.map(({ source }) => source))];
  const answersBySource = sources.map((source) => answers.filter((answer) => answer.source === source));
  return {
    columns: ['SOURCE', ...families.map((family) => `IPV${family}`)],
    rows: answersBySource.map((ofSource, i) => [
      sources[i] ?? '',
      ...families.map((family) => {
        const answer = ofSource.find((one) => one.family === family);
        return answer ? (answer.address ?? `(${answer.why})`) : 'not asked';
      }),
    ]),
    quoted: [],
  };
}
