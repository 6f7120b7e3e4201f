import { whitelistAdd } from '#tools/add/whitelist-add.ts';
import { whitelistCheck } from '#tools/check/whitelist-check.ts';
import { whitelistList } from '#tools/list/whitelist-list.ts';
import { whitelistMove } from '#tools/move/whitelist-move.ts';
import { whitelistRemove } from '#tools/remove/whitelist-remove.ts';
import { whitelistSweep } from '#tools/sweep/whitelist-sweep.ts';
import { whitelistUndo } from '#tools/undo/whitelist-undo.ts';
import { whitelistWhoami } from '#tools/whoami/whitelist-whoami.ts';
import type { Policy } from '#core/policy/policy.ts';
import type { Tool } from '#tools/definition/definition.ts';

/** All that the product can do; every face is derived from this list. */
export const tools: readonly Tool[] = [
  whitelistAdd,
  whitelistRemove,
  whitelistMove,
  whitelistSweep,
  whitelistUndo,
  whitelistList,
  whitelistCheck,
  whitelistWhoami,
];

/** Those that there are under these settings: with `read_only`, none that changes anything. */
export const availableTools = ({ readOnly }: Policy): readonly Tool[] =>
  tools.filter(({ annotations }) => annotations.readOnlyHint || !readOnly);
