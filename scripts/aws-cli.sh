# shellcheck shell=bash
# Sourced by run.sh and the client tests: `aws_cli` is the AWS CLI, free of the user's settings, so
# that no profile, credential file or proxy of theirs is used by a call to the local server.

# Debian's package first: another `aws` further up in PATH may be a version 1 or a wrapper.
aws_program=/usr/bin/aws
[[ -x $aws_program ]] || aws_program=$(command -v aws || true)

aws_cli() {
  env -u AWS_PROFILE -u AWS_DEFAULT_PROFILE -u AWS_SESSION_TOKEN -u AWS_REGION -u AWS_CA_BUNDLE \
    AWS_CONFIG_FILE="${AWS_CLI_CONFIG_FILE:-/dev/null}" \
    AWS_SHARED_CREDENTIALS_FILE="${AWS_CLI_CREDENTIALS_FILE:-/dev/null}" \
    AWS_ACCESS_KEY_ID="${AWS_CLI_ACCESS_KEY_ID-test}" \
    AWS_SECRET_ACCESS_KEY="${AWS_CLI_SECRET_ACCESS_KEY-test}" \
    AWS_DEFAULT_REGION="${AWS_CLI_REGION:-us-east-1}" \
    AWS_EC2_METADATA_DISABLED=true AWS_PAGER='' \
    NO_PROXY='*' no_proxy='*' \
    "$aws_program" "$@"
}
