#!/usr/bin/env bash
# A rollback as the workflow's form asks for it, from variables: `rollback.sh ask` prints what its
# next job needs, `rollback.sh carry-out` does what was approved.
set -euo pipefail

options=(--to="$REF" --scenario="$SCENARIO" --reason="$REASON")
if [[ -n "$INCIDENT" ]]; then
  options+=(--incident="$INCIDENT")
fi
case "$COMPONENTS" in
  all) ;;
  traffic) options+=(--traffic-only) ;;
  *) options+=(--component="$COMPONENTS") ;;
esac
case "$1" in
  ask) options+=(--ask --summary="$GITHUB_STEP_SUMMARY") ;;
  carry-out) options+=(--approved="$DIGEST" --wait=15m --yes) ;;
  *)
    echo "ask or carry-out, not $1" >&2
    exit 2
    ;;
esac
exec python -m automation.rollback "$ENVIRONMENT" "${options[@]}"
