#!/usr/bin/env bash
# Puts the verdict in $VERDICT under the pull request, in place of the one of an earlier push.
set -euo pipefail

marker=$(head -n 1 "$VERDICT")
export marker
found=$(gh api --paginate "repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments" --jq \
  '.[] | select(.user.type == "Bot" and (.body | startswith(env.marker))) | .id')
if [[ -n "$found" ]]; then
  gh api --silent --method PATCH --field "body=@$VERDICT" \
    "repos/$GITHUB_REPOSITORY/issues/comments/${found%%$'\n'*}"
else
  gh api --silent --method POST --field "body=@$VERDICT" \
    "repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
fi
