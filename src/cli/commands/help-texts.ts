// How the help of a command begins that is no tool; tools say it themselves.

export const MY_IP_HELP = `Show the address from which this machine reaches the internet, as a rule would name it, and what each source said. Independent sources are asked by HTTPS: at least two have to agree, and none may tell another address. Nothing is changed, and AWS is not asked. The config file may name other sources: public_ip.sources.`;

export const POLICY_HELP = `Print the IAM policy that this program needs, as JSON; nothing is asked of AWS. Without options it is the minimal one, with which every tool works on every security group.

Features that need more, for --for:
  rule-ids  lists show the ids of rules
  key-age   tells how old an access key is
  roles     assumes the roles of the config file; with source_identity, their trust policies have to
            allow sts:SetSourceIdentity too
  targets   finds the groups of instances, databases, caches, load balancers and functions by name
  quota     reads how many rules the account may have in a group

--for, --group and --role may be repeated, or take several values with commas between them.

awswhitelist policy check CALL.json tells what the config file's security_settings say of a call, or of a list
of calls, without AWS too; - reads standard input. A call is {"tool": "whitelist_add", "arguments": {…}} or
{"method": "whitelist/add", "params": {…}}.`;

export const CONFIG_HELP = `Your config file; nothing is asked of AWS.

  config path         print where the file in force is, or where it would be
  config check [FILE] tell every mistake in it, with line and column, and what stops changes
  config init         write a first one, with every setting explained; one that is there is never replaced

The file is the one that -c names, else AWS_WHITELIST_CONFIG, else config.json in the folder awswhitelist of your config
folder (~/.config, or %APPDATA% on Windows). A name without a separator is looked for in that folder.`;

export const UNDO_HELP = `Take back a change: makes the calls in the undo of its answer, as --json printed it (awswhitelist add … --json > last.json), or as a chat shows it. The answer is read from FILE; - or no FILE is standard input. Your settings judge these calls like any others. A rule that is not any more as the answer left it stays as it is, and that is told (exit code 10). Of the list that undo --json itself prints, all is taken back, the last first.`;

export const WITH_HELP = `Let an address in, run a command, and take the access back when the command ends, however it ends:

  awswhitelist with current staging-db -- psql -h db.example.com

The command has standard input, output and error to itself; what awswhitelist has to say is on standard error, and --quiet leaves out all but what could not be done. The exit code is the command's: 128 and the signal's number where a signal ended it, 127 where it was not found, 126 where it could not be started; where the address could not be let in, the command does not run, and the code is as for awswhitelist add.

The access is a share of its own, beside yours and others', for 10 minutes at a time, renewed while the command runs, so that it ends soon even if this machine is gone. Where it cannot be renewed, it is one grant of the longest time allowed (max_rule_duration_hours, else 12 hours), or of --expires-in. Connections that are open when it is taken back are not cut by AWS.`;
