"""The AWS CLI and boto3 against the endpoint that the environment names.

Prints one line for each check: its name, then "ok" or what was wrong.
"""

import json
import os
import subprocess

import boto3
from botocore.exceptions import ClientError

GROUP = "sg-0123abcd"
PERMISSION = {
    "IpProtocol": "tcp",
    "FromPort": 443,
    "ToPort": 443,
    "IpRanges": [{"CidrIp": "203.0.113.9/32", "Description": "a & b; {c}"}],
}
BAD_SECRET = "x" * 40
ROLE = "arn:aws:iam::123456789012:role/teams/network/Operator"
PROFILE = f"""[profile operator]
role_arn = {ROLE}
credential_source = Environment
role_session_name = from-profile
"""


class Refused(Exception):
    """A call that the endpoint answered with an error; the argument is the code."""


class Boto3:
    def call(self, service, action, secret=None, session=None, **arguments):
        keys = {}
        if secret:
            keys = {"aws_access_key_id": os.environ["AWS_ACCESS_KEY_ID"], "aws_secret_access_key": secret}
        if session:
            keys = {
                "aws_access_key_id": session["AccessKeyId"],
                "aws_secret_access_key": session["SecretAccessKey"],
                "aws_session_token": session.get("SessionToken"),
            }
        return self.ask(boto3.client(service, **keys), action, **arguments)

    def ask(self, client, action, **arguments):
        try:
            return getattr(client, action)(**arguments)
        except ClientError as error:
            raise Refused(error.response["Error"]["Code"]) from error

    def in_profile(self, profile, service, action):
        return self.ask(boto3.Session(profile_name=profile).client(service), action)

    def pages(self):
        paginator = boto3.client("ec2").get_paginator("describe_security_group_rules")
        return [rule for page in paginator.paginate(PaginationConfig={"PageSize": 5}) for rule in page["SecurityGroupRules"]]


class Cli:
    def run(self, words, env=None):
        command = [os.environ["CONTRACT_AWS"], *words, "--output", "json"]
        done = subprocess.run(command, env={**os.environ, **(env or {})}, capture_output=True, text=True, timeout=120)
        if done.returncode == 0:
            return json.loads(done.stdout or "{}")
        # "An error occurred (Code) when calling the … operation: …"
        raise Refused(done.stderr.partition("(")[2].partition(")")[0] or done.stderr)

    def call(self, service, action, secret=None, session=None, **arguments):
        env = {"AWS_SECRET_ACCESS_KEY": secret} if secret else {}
        if session:
            env = {
                "AWS_ACCESS_KEY_ID": session["AccessKeyId"],
                "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
                "AWS_SESSION_TOKEN": session.get("SessionToken", ""),
            }
        words = [service, action.replace("_", "-")]
        return self.run([*words, "--cli-input-json", json.dumps(arguments)], env)

    def in_profile(self, profile, service, action):
        return self.run([service, action.replace("_", "-"), "--profile", profile])

    def pages(self):
        return self.run(["ec2", "describe-security-group-rules", "--page-size", "5"])["SecurityGroupRules"]


def code_of(work):
    try:
        work()
    except Refused as refused:
        return refused.args[0]
    return "no error"


def group(aws):
    return aws.call("ec2", "describe_security_groups", GroupIds=[GROUP])["SecurityGroups"][0]


def ranges(aws):
    return [one for permission in group(aws)["IpPermissions"] for one in permission["IpRanges"]]


def change(aws, action, **more):
    return aws.call("ec2", action, GroupId=GROUP, IpPermissions=[PERMISSION], **more)


def identity(aws):
    assert aws.call("sts", "get_caller_identity")["Account"] == "123456789012"


def describe(aws):
    assert group(aws)["GroupName"] == "office-access"


def authorise(aws):
    answer = change(aws, "authorize_security_group_ingress")
    assert answer["SecurityGroupRules"][0]["SecurityGroupRuleId"].startswith("sgr-"), answer
    assert PERMISSION["IpRanges"][0] in ranges(aws), ranges(aws)


def duplicate(aws):
    code = code_of(lambda: change(aws, "authorize_security_group_ingress"))
    assert code == "InvalidPermission.Duplicate", code


def revoke(aws):
    answer = change(aws, "revoke_security_group_ingress")
    assert len(answer["RevokedSecurityGroupRules"]) == 1, answer
    assert PERMISSION["IpRanges"][0] not in ranges(aws)


def not_found(aws):
    code = code_of(lambda: change(aws, "revoke_security_group_ingress"))
    assert code == "InvalidPermission.NotFound", code


def rules_by_pages(aws):
    rules = aws.pages()
    ids = {rule["SecurityGroupRuleId"] for rule in rules}
    assert len(ids) == len(rules) > 10, len(rules)


def session(aws):
    keys = aws.call("sts", "get_session_token")["Credentials"]
    assert aws.call("sts", "get_caller_identity", session=keys)["Arn"].endswith(":user/admin")
    aws.call("ec2", "describe_vpcs", session=keys)


def assume(aws, name, **more):
    arn = f"arn:aws:iam::123456789012:role/{name}"
    return aws.call("sts", "assume_role", RoleArn=arn, RoleSessionName="clients", **more)


def role(aws):
    answer = assume(aws, "teams/network/Operator", DurationSeconds=900)
    assert answer["AssumedRoleUser"]["Arn"].endswith(":assumed-role/Operator/clients"), answer
    keys = answer["Credentials"]
    aws.call("ec2", "describe_security_groups", session=keys)
    code = code_of(lambda: aws.call("ec2", "describe_vpcs", session=keys))
    assert code == "UnauthorizedOperation", code
    code = code_of(lambda: assume(aws, "Closed"))
    assert code == "AccessDenied", code


def role_with_policy(aws):
    statement = {"Effect": "Allow", "Action": "ec2:DescribeVpcs", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    keys = assume(aws, "SecurityAdmin", Policy=policy)["Credentials"]
    aws.call("ec2", "describe_vpcs", session=keys)
    code = code_of(lambda: aws.call("ec2", "describe_security_groups", session=keys))
    assert code == "UnauthorizedOperation", code
    code = code_of(lambda: assume(aws, "SecurityAdmin", Policy="{"))
    assert code == "MalformedPolicyDocument", code


def role_in_profile(aws):
    answer = aws.in_profile("operator", "sts", "get_caller_identity")
    assert answer["Arn"].endswith(":assumed-role/Operator/from-profile"), answer


def mfa(aws):
    jo = {"AccessKeyId": os.environ["CONTRACT_JO_ID"], "SecretAccessKey": os.environ["CONTRACT_JO_SECRET"]}
    code = code_of(lambda: assume(aws, "Guarded", session=jo))
    assert code == "AccessDenied", code
    device = "arn:aws:iam::123456789012:mfa/jo"
    assume(aws, "Guarded", session=jo, SerialNumber=device, TokenCode="123456")
    keys = aws.call("sts", "get_session_token", session=jo, SerialNumber=device, TokenCode="123456")["Credentials"]
    assume(aws, "Guarded", session=keys)


def web_identity(aws):
    federated = {"RoleArn": "arn:aws:iam::123456789012:role/Federated", "RoleSessionName": "clients"}
    token = os.environ["CONTRACT_WEB_IDENTITY"]
    answer = aws.call("sts", "assume_role_with_web_identity", WebIdentityToken=token, **federated)
    identity = aws.call("sts", "get_caller_identity", session=answer["Credentials"])
    assert identity["Arn"].endswith(":assumed-role/Federated/clients"), identity
    wrong = lambda: aws.call("sts", "assume_role_with_web_identity", WebIdentityToken="x.y.z", **federated)
    assert code_of(wrong) == "InvalidIdentityToken", code_of(wrong)


def access_keys(aws):
    (key,) = aws.call("iam", "list_access_keys")["AccessKeyMetadata"]
    assert key["AccessKeyId"] == os.environ["AWS_ACCESS_KEY_ID"] and key["UserName"] == "admin", key
    code = code_of(lambda: aws.call("iam", "list_access_keys", UserName="xaver"))
    assert code == "NoSuchEntity", code


def dry_run(aws):
    code = code_of(lambda: change(aws, "authorize_security_group_ingress", DryRun=True))
    assert code == "DryRunOperation", code


def wrong_secret(aws):
    code = code_of(lambda: aws.call("ec2", "describe_vpcs", secret=BAD_SECRET))
    assert code == "AuthFailure", code
    code = code_of(lambda: aws.call("sts", "get_caller_identity", secret=BAD_SECRET))
    assert code == "SignatureDoesNotMatch", code


CHECKS = [identity, describe, authorise, duplicate, revoke, not_found, rules_by_pages, session, dry_run, wrong_secret]
CHECKS += [role, role_with_policy, role_in_profile, mfa, web_identity, access_keys]


def main():
    with open(os.environ["AWS_CONFIG_FILE"], "w", encoding="utf-8") as config:
        config.write(PROFILE)
    for name, aws in (("boto3", Boto3()), ("cli", Cli())):
        for check in CHECKS:
            try:
                check(aws)
                result = "ok"
            except Exception as error:  # every check has to be told, whatever the one before it met
                result = f"{type(error).__name__} {error}".replace("\n", " ")
            print(f"{name}/{check.__name__.replace('_', '-')} {result}", flush=True)


main()
