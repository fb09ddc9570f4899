#!/usr/bin/env bash
# The written procedure's backend and frontend rollback, with what its text leaves out: a version of
# its own for each function, and a copy for each file (the text only lists the versions).
# Reads lines "function VERSION NAME", "file VERSION KEY" on standard input; after each it prints
# the kind and the time in seconds.
set -euo pipefail
export LC_ALL=C
bucket="$1" distribution="$2"
while read -r kind version name; do
    if [[ "$kind" == function ]]; then
        aws lambda update-alias --function-name "$name" --name PROD --function-version "$version" >/dev/null
        current=$(aws lambda get-alias --function-name "$name" --name PROD --query FunctionVersion --output text)
        [[ "$current" == "$version" ]] || { echo "$name rollback failed" >&2; exit 1; }
    else
        aws s3api copy-object --bucket "$bucket" --key "$name" \
            --copy-source "$bucket/$name?versionId=$version" >/dev/null
    fi
    echo "$kind $EPOCHREALTIME"
done
id=$(aws cloudfront create-invalidation --distribution-id "$distribution" --paths '/*' \
    --query Invalidation.Id --output text)
aws cloudfront wait invalidation-completed --distribution-id "$distribution" --id "$id"
echo "cache $EPOCHREALTIME"
