/** The tools, in the order in which hosts are told of them: what a user relies on, so not taken from the source. */
export const TOOL_NAMES = [
  'whitelist_add',
  'whitelist_remove',
  'whitelist_move',
  'whitelist_sweep',
  'whitelist_undo',
  'whitelist_list',
  'whitelist_check',
  'whitelist_whoami',
] as const;
