import {
  describeEffect,
  describeExtent,
  type DescriptionSummary,
  formatCount,
  type GroupSummary,
  type RuleSummary,
  singleGroup,
} from '#core/approval/approval.ts';
import { summarizeAccess } from '#core/approval/access-summary.ts';
import type { ApprovalQuestion } from '#core/approval/questions.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { renderCall } from '#prompt-page/components.ts';
import { html, type Html } from '#prompt-page/html.ts';
import type { WaitingQuestion } from '#prompt-page/question-store.ts';

/** @param which - Which change of how many; null where it is the only one. */
export function renderApprovalForm(
  { id, question }: WaitingQuestion<ApprovalQuestion>,
  hidden: Html,
  which: readonly [number, number] | null,
): Html {
  const title = `change-${id}`;
  // Declining comes first: whoever presses Tab and Enter without reading, or a browser that presses a form's first
  // button by itself, approves nothing. For the same reason nothing has the focus when the page opens.
  return html`<form class="change" method="post" autocomplete="off" aria-labelledby="${title}">
    ${hidden}
    <input type="hidden" name="id" value="${id}" />
    ${which && html`<h2>Change ${which[0]} of ${which[1]}</h2>`}
    <p class="sum" id="${title}">${renderSummary(question)}</p>
    ${
      question.reasons.length > 0 &&
      html`<p class="why">
        <b>Why you are asked:</b>
        ${question.reasons.map((reason) => html`${escapeUnprintable(reason, 300)} `)}
      </p>`
    }
    ${(question.warnings ?? []).map((warning) => html`<p class="why">${escapeUnprintable(warning, 500)}</p>`)}
    ${renderDiff(question, which ? 3 : 2)} ${renderTarget(question)} ${renderCall(question.call)}
    <div class="buttons">
      <button name="do" value="decline" aria-describedby="${title}">Decline</button>
      <button class="first" name="do" value="approve" aria-describedby="${title}">Approve this change</button>
    </div>
  </form>`;
}

/** The whole of it in one line. */
function renderSummary({ groups }: ApprovalQuestion): Html {
  const one = singleGroup(groups);
  const where = one ? html`<code>${escapeUnprintable(one.groupId, 60)}</code>` : describeExtent(groups);
  return html`This ${describeEffect(groups)} in ${where}.`;
}

/** Where it is made, and as whom; of several groups, each says where it is beside its rules. */
export function renderTarget({ groups, account, arn }: ApprovalQuestion, others: Html | null = null): Html {
  const one = singleGroup(groups);
  return html`<dl class="place">
    ${
      one &&
      html`<dt>Security group</dt>
        <dd>${renderGroup(one)}</dd>`
    }
    ${others}
    <dt>Account</dt>
    <dd><code>${escapeUnprintable(account, 60)}</code></dd>
    ${one && renderRegion(one)}
    <dt>Identity</dt>
    <dd><code>${escapeUnprintable(arn, 400)}</code></dd>
  </dl>`;
}

/** The same where no rules are shown. */
export function renderAllTargets(question: ApprovalQuestion): Html {
  const { groups } = question;
  if (singleGroup(groups)) return renderTarget(question);
  const each = groups.map(
    (group, index) =>
      html`<dt>Group ${index + 1} of ${groups.length}</dt>
        <dd>${renderGroup(group)} in <code>${escapeUnprintable(group.region, 60)}</code></dd>`,
  );
  return renderTarget(question, html`${each}`);
}

const renderGroup = ({ groupId, groupName }: GroupSummary): Html =>
  html`<code>${escapeUnprintable(groupId, 60)}</code>
    ${groupName !== null && html` named ${renderQuoted(groupName)}`}`;

const renderRegion = ({ region }: GroupSummary): Html =>
  html`<dt>Region</dt>
    <dd><code>${escapeUnprintable(region, 60)}</code></dd>`;

/** Every rule of it: what is not shown is not approved. */
export function renderDiff({ groups }: ApprovalQuestion, level: 2 | 3): Html {
  const one = singleGroup(groups);
  if (one) return renderRules(one, level);
  return html`${groups.map((group, index) => renderGroupDiff(group, [index + 1, groups.length], level))}`;
}

/** One group of several. */
function renderGroupDiff(
  group: GroupSummary,
  [number, count]: readonly [number, number],
  level: 2 | 3,
): Html {
  const { groupId, groupName } = group;
  return html`<section class="group">
    ${renderHeading(level, html`Group ${number} of ${count}: <code>${escapeUnprintable(groupId, 60)}</code>`)}
    <dl class="place">
      ${
        groupName !== null &&
        html`<dt>Name</dt>
          <dd>${renderQuoted(groupName)}</dd>`
      }
      ${renderRegion(group)}
    </dl>
    ${renderRules(group, level === 2 ? 3 : 4)}
  </section>`;
}

/** Headings below the page's, below one change's of several, or below one group's of several. */
export type HeadingLevel = 2 | 3 | 4;

/** What opens something comes first. */
const renderRules = ({ added, removed, described }: GroupSummary, level: HeadingLevel): Html =>
  html`${renderRuleList('added', '+ add', added, level)}
  ${renderRuleList('removed', '\u2212 remove', removed, level)}
  ${described.length > 0 && renderDescriptionChanges(described, level)}`;

/** Who is let in stays; whose access it is, and until when, changes. */
const renderDescriptionChanges = (rules: readonly DescriptionSummary[], level: HeadingLevel): Html =>
  html`${renderHeading(level, html`Will have other holders: ${formatCount(rules.length, 'rule')}`)}
    <ul class="rules described">
      ${rules.map(
        ({ rule, description, becomes }) =>
          html`<li>
            <b class="sign">* keep</b>
            <span>
              <code><bdi dir="ltr">${escapeUnprintable(rule, 200)}</bdi></code>
              <small>Now: ${renderAccess(description ?? '')}</small>
              <small>Then: ${renderAccess(becomes)}</small>
            </span>
          </li>`,
      )}
    </ul>`;

function renderRuleList(
  what: string,
  sign: string,
  rules: readonly RuleSummary[],
  level: HeadingLevel,
): Html {
  if (rules.length === 0) return html``;
  const shared = findSharedDescription(rules);
  return html`${renderHeading(level, html`Will be ${what}: ${formatCount(rules.length, 'rule')}`)}
    ${shared !== null && html`<p class="shared">Each of them: ${renderAccess(shared)}</p>`}
    <ul class="rules ${what}">
      ${rules.map(
        ({ rule, description }) =>
          html`<li>
            <b class="sign">${sign}</b>
            <span>
              <code><bdi dir="ltr">${escapeUnprintable(rule, 200)}</bdi></code>
              ${description !== null && shared === null && html`<small>${renderAccess(description)}</small>`}
            </span>
          </li>`,
      )}
    </ul>`;
}

/** What all of several rules say is said once; null: they do not say the same. */
function findSharedDescription(rules: readonly RuleSummary[]): string | null {
  const [first, ...others] = rules.map(({ description }) => description);
  return first !== undefined && others.length > 0 && others.every((one) => one === first) ? first : null;
}

/** Who has access, until when and why, and the words on the rule, which anybody may have written. */
function renderAccess(description: string): Html {
  const { words, holders } = summarizeAccess(description, new Date());
  return html`${holders.map(
    ({ access, reason }) =>
      html`Access of
        <bdi dir="ltr">${access}</bdi>${reason !== null && html`, reason: ${renderQuoted(reason)}`}. `,
  )}
  ${words !== null && html`Description: ${renderQuoted(words)}`}`;
}

const renderQuoted = (text: string): Html => html`<bdi dir="ltr">“${escapeUnprintable(text, 255)}”</bdi>`;

function renderHeading(level: HeadingLevel, text: Html): Html {
  if (level === 2) return html`<h2>${text}</h2>`;
  return level === 3 ? html`<h3>${text}</h3>` : html`<h4>${text}</h4>`;
}
