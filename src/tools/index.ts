import { whitelistAdd } from './whitelist-add.ts';
import { whitelistCheck } from './whitelist-check.ts';
import { whitelistList } from './whitelist-list.ts';
import { whitelistMove } from './whitelist-move.ts';
import { whitelistRemove } from './whitelist-remove.ts';
import { whitelistSweep } from './whitelist-sweep.ts';
import { whitelistWhoami } from './whitelist-whoami.ts';
import type { Policy } from '#core/policy/policy.ts';
import type { Tool } from './definition.ts';

/** All that the product can do; every face is derived from this list. */
export const tools: readonly Tool[] = [
  whitelistAdd,
  whitelistRemove,
  whitelistMove,
  whitelistSweep,
  whitelistList,
  whitelistCheck,
  whitelistWhoami,
];

/** Those that there are under these settings: with `read_only`, none that changes anything. */
export const toolsUnder = ({ readOnly }: Policy): readonly Tool[] =>
  tools.filter(({ annotations }) => annotations.readOnlyHint || !readOnly);
