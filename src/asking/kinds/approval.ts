import type { ApprovalQuestion } from '#core/approval/questions.ts';
import { html } from '#asking/html.ts';
import type { Screen } from '#asking/layout.ts';
import { answeredAlready, done } from '#asking/parts.ts';
import { approvalForm, difference, place, wholePlace } from './approval-form.ts';
import { type Kind, type Next, ofKind, shownIn } from '#asking/kind.ts';

/** A change that a person looks at before it is made. */
export const approval: Kind & { readonly kind: 'approval' } = {
  kind: 'approval',
  section(waiting, hidden) {
    const own = ofKind('approval', waiting);
    if (own.length === 0) return null;
    return {
      heading: own.length === 1 ? 'Approve this change?' : 'Approve these changes?',
      body: html`<p>
          Your assistant wants to change which addresses a firewall lets in. Decline what you did not expect.
        </p>
        ${own.map((one, index) => approvalForm(one, hidden, own.length > 1 ? [index + 1, own.length] : null))}`,
      promise: 'No change on this page is made unless you approve it.',
    };
  },
  submit(form, ledger) {
    const [one] = shownIn('approval', form, ledger);
    const said = form.get('do');
    const after = (next: Next): Promise<Next> => Promise.resolve(next);
    if (one === undefined) return after(late());
    // Neither a yes nor a no: it goes on waiting.
    if (said !== 'approve' && said !== 'decline') return after({ next: 'overview' });
    const { id, question } = one;
    const [answer, screen] =
      said === 'approve'
        ? [{ kind: 'approved', plan: question.plan } as const, approved(question)]
        : [{ kind: 'declined' } as const, declined(question)];
    return after(ledger.answer(id, answer) ? { next: 'done', screen } : late());
  },
};

const approved = (question: ApprovalQuestion): Screen =>
  done(
    'Approved',
    'You approved exactly this change, once. Your approval holds for fifteen minutes.',
    place(question),
    difference(question, 2),
  );

const declined = (question: ApprovalQuestion): Screen =>
  done('Declined', 'You did not approve this change, and it is not made.', wholePlace(question));

const late = (): Next => ({
  next: 'done',
  screen: answeredAlready('Nothing was approved this time: look at what is asked now, if anything is.'),
});
