#!/usr/bin/env bash
# Judges the change that is checked out, and writes the verdict to $VERDICT and the job's summary.
set -euo pipefail

python -m automation.rollbackability "$ENVIRONMENT" --markdown="$VERDICT"
cat "$VERDICT" >> "$GITHUB_STEP_SUMMARY"
