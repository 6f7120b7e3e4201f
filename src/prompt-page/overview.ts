import { type Html, html } from './html.ts';
import { kinds } from '#prompt-page/kinds/index.ts';
import type { Retry } from './question-kind.ts';
import type { Screen } from './screen.ts';
import type { WaitingQuestion } from './question-store.ts';

/** All that waits, kind by kind. */
export function renderOverview(waiting: readonly WaitingQuestion[], retry: Retry | null): Screen {
  const sections = kinds.flatMap((kind) => {
    const hidden = html`<input type="hidden" name="kind" value="${kind.kind}" />`;
    return kind.section(waiting, hidden, retry?.kind === kind.kind ? retry : null) ?? [];
  });
  const several = sections.length > 1;
  const heading = several ? 'Your answer is needed' : (sections[0]?.heading ?? '');
  const headingOf = (text: string, id: string): Html =>
    several ? html`<h2 id="${id}">${text}</h2>` : html`<h1 id="${id}">${text}</h1>`;
  const body = html`${several && html`<h1 class="lone">${heading}</h1>`}
    ${sections.map(
      (section, index) =>
        html`<section class="card" aria-labelledby="section-${index}">
          ${headingOf(section.heading, `section-${index}`)} ${section.body}
        </section>`,
    )}
    <footer>
      <p>
        This page comes from the program awswhitelist on your own machine. It is open until
        ${formatEarliestEnd(waiting)}. ${[...new Set(sections.map(({ footnote }) => footnote))].join(' ')}
      </p>
    </footer>`;
  return { heading, body, failed: retry !== null };
}

/** When the first question ends, on the clock of this machine. */
function formatEarliestEnd(waiting: readonly WaitingQuestion[]): string {
  const first = new Date(Math.min(...waiting.map(({ until }) => until.getTime())));
  return [first.getHours(), first.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}
