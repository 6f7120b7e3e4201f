import { html } from './html.ts';
import { kinds } from './kinds/index.ts';
import type { Retry } from './kinds/kind.ts';
import type { Screen } from './layout.ts';
import type { Waiting } from './ledger.ts';

/** All that waits, kind by kind. */
export function overview(waiting: readonly Waiting[], retry: Retry | null): Screen {
  const sections = kinds.flatMap((kind) => {
    const hidden = html`<input type="hidden" name="kind" value="${kind.kind}" />`;
    return kind.section(waiting, hidden, retry?.kind === kind.kind ? retry : null) ?? [];
  });
  const [only] = sections;
  const heading = sections.length === 1 && only ? only.heading : 'Your answer is needed';
  const body = html`${sections.length > 1 && html`<h1>${heading}</h1>`}
    ${sections.map(
      (section) =>
        html`<section class="card">
          ${sections.length > 1 ? html`<h2>${section.heading}</h2>` : html`<h1>${heading}</h1>`}
          ${section.body}
        </section>`,
    )}
    <footer>
      <p>
        This page comes from the program awswhitelist on your own machine, and is open until
        ${timeOf(waiting)}. What you enter goes to AWS and nowhere else: not into the chat, not onto the disk.
      </p>
    </footer>`;
  return { heading, body, failed: retry !== null };
}

/** When the first question ends, on the clock of this machine. */
function timeOf(waiting: readonly Waiting[]): string {
  const first = new Date(Math.min(...waiting.map(({ until }) => until.getTime())));
  return [first.getHours(), first.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}
