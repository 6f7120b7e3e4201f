import type { ApprovalQuestion } from '../../core/asking.ts';
import type { ShownRule } from '../../core/approval.ts';
import { visible } from '../../core/visible.ts';
import { html, type Html } from '../html.ts';
import type { Waiting } from '../ledger.ts';
import { answeredAlready, callBox, done, proofList } from '../parts.ts';
import { type Kind, ofKind, shownIn } from './kind.ts';

/** A change that a person looks at before it is made. */
export const approval: Kind & { readonly kind: 'approval' } = {
  kind: 'approval',
  section(waiting, hidden) {
    const own = ofKind('approval', waiting);
    if (own.length === 0) return null;
    return {
      heading: own.length === 1 ? 'Approve this change?' : 'Approve these changes?',
      body: html`${own.map((one) => form(one, hidden))}`,
    };
  },
  submit(form, ledger) {
    const [one] = shownIn('approval', form, ledger);
    if (one === undefined) return Promise.resolve({ next: 'done', screen: answeredAlready() });
    if (form.get('do') !== 'approve') {
      ledger.answer(one.id, { kind: 'declined' });
      const screen = done('Declined', 'Nothing was approved, and nothing was changed.');
      return Promise.resolve({ next: 'done', screen });
    }
    ledger.answer(one.id, { kind: 'approved', plan: one.question.plan });
    const screen = done(
      'Approved',
      'Your approval holds for exactly this change, once, for fifteen minutes.',
      difference(one.question),
    );
    return Promise.resolve({ next: 'done', screen });
  },
};

function form(one: Waiting<ApprovalQuestion>, hidden: Html): Html {
  const { call, reasons, region, groupId, groupName } = one.question;
  return html`<form class="change" method="post" autocomplete="off">
    ${hidden}
    <input type="hidden" name="id" value="${one.id}" />
    <p>
      Your assistant wants to make this change. ${reasons.map((reason) => html`${visible(reason, 300)} `)}
    </p>
    ${difference(one.question)}
    <dl class="facts">
      <dt>Security group</dt>
      <dd>
        <code>${visible(groupId, 60)}</code>
        ${groupName !== null && html`<bdi dir="ltr">“${visible(groupName, 255)}”</bdi>`}
      </dd>
      <dt>Region</dt>
      <dd><code>${visible(region, 60)}</code></dd>
    </dl>
    ${proofList([one.question])} ${callBox(call)}
    <div class="buttons">
      <button class="first" name="do" value="approve">Approve this change</button>
      <button name="do" value="decline">Decline</button>
    </div>
  </form>`;
}

/** Every rule of it: what is not shown is not approved. Told by words and signs, not by colour alone. */
function difference({ added, removed }: ApprovalQuestion): Html {
  return html`${list('Will be added', 'added', added)} ${list('Will be removed', 'removed', removed)}`;
}

function list(title: string, sign: 'added' | 'removed', rules: readonly ShownRule[]): Html {
  if (rules.length === 0) return html``;
  const count = rules.length === 1 ? '1 rule' : `${rules.length} rules`;
  return html`<p class="sum">${title}: ${count}</p>
    <ul class="rules ${sign}" aria-label="${title}">
      ${rules.map(
        ({ rule, description }) =>
          html`<li>
            <code><bdi dir="ltr">${visible(rule, 200)}</bdi></code>
            ${description !== null && html`<small>described as <bdi dir="ltr">“${visible(description, 255)}”</bdi></small>`}
          </li>`,
      )}
    </ul>`;
}
