import { describeChange, countRules, type Approval } from '#core/approval/approval.ts';

/** More rules than a dialogue can show, in all groups together, are looked at on the page. */
const MAX_RULES = 20;

/** What a client is given to ask its person: nothing secret, and a yes that has to be chosen. */
export interface ApprovalForm {
  readonly message: string;
  readonly requestedSchema: {
    readonly type: 'object';
    readonly properties: {
      readonly approve: { readonly type: 'boolean'; readonly title: string; readonly default: false };
    };
    readonly required: ['approve'];
  };
}

/** Null where a form would show less than the whole change. */
export function createApprovalForm(approval: Approval): ApprovalForm | null {
  const { added, removed, described } = countRules(approval.groups);
  if (added + removed + described > MAX_RULES) return null;
  return {
    message: ['awswhitelist asks: do you approve this change?', ...describeChange(approval, new Date())].join(
      '\n',
    ),
    requestedSchema: {
      type: 'object',
      properties: { approve: { type: 'boolean', title: 'Approve this change', default: false } },
      required: ['approve'],
    },
  };
}

export type FormReply = 'approved' | 'declined' | 'no answer';

/** What a client brought back; a person who merely closed the form said nothing, nor did who accepted it without its answer. */
export function parseFormReply({
  action,
  content,
}: {
  readonly action: 'accept' | 'decline' | 'cancel';
  readonly content?: Readonly<Record<string, unknown>> | undefined;
}): FormReply {
  if (action === 'cancel') return 'no answer';
  if (action === 'decline') return 'declined';
  const approve = content?.['approve'];
  return approve === undefined ? 'no answer' : approve === true ? 'approved' : 'declined';
}
