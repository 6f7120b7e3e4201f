import {
  formatCount,
  type DescriptionSummary,
  type GroupSummary,
  type RuleSummary,
} from '#core/approval/approval.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { html, type Html } from '#asking/html.ts';

/** Headings below the page's, below one change's of several, or below one group's of several. */
export type Level = 2 | 3 | 4;

/** What opens something comes first. */
export const rulesOf = ({ added, removed, described }: GroupSummary, level: Level): Html =>
  html`${list('added', '+ add', added, level)} ${list('removed', '\u2212 remove', removed, level)}
  ${described.length > 0 && becoming(described, level)}`;

/** Who is let in stays; whose access it is, and until when, changes. */
const becoming = (rules: readonly DescriptionSummary[], level: Level): Html =>
  html`${heading(level, html`Will have other holders: ${formatCount(rules.length, 'rule')}`)}
    <ul class="rules described">
      ${rules.map(
        ({ rule, description, becomes }) =>
          html`<li>
            <b class="sign">* keep</b>
            <span>
              <code><bdi dir="ltr">${escapeUnprintable(rule, 200)}</bdi></code>
              <small>
                Description now: <bdi dir="ltr">“${escapeUnprintable(description ?? '', 255)}”</bdi>
              </small>
              <small> Then: <bdi dir="ltr">“${escapeUnprintable(becomes, 255)}”</bdi> </small>
            </span>
          </li>`,
      )}
    </ul>`;

function list(what: string, sign: string, rules: readonly RuleSummary[], level: Level): Html {
  if (rules.length === 0) return html``;
  return html`${heading(level, html`Will be ${what}: ${formatCount(rules.length, 'rule')}`)}
    <ul class="rules ${what}">
      ${rules.map(
        ({ rule, description }) =>
          html`<li>
            <b class="sign">${sign}</b>
            <span>
              <code><bdi dir="ltr">${escapeUnprintable(rule, 200)}</bdi></code>
              ${
                description !== null &&
                html`<small>
                  Description: <bdi dir="ltr">“${escapeUnprintable(description, 255)}”</bdi>
                </small>`
              }
            </span>
          </li>`,
      )}
    </ul>`;
}

export function heading(level: Level, text: Html): Html {
  if (level === 2) return html`<h2>${text}</h2>`;
  return level === 3 ? html`<h3>${text}</h3>` : html`<h4>${text}</h4>`;
}
