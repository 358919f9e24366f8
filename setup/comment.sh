#!/usr/bin/env bash
# comment.sh FILE...: writes these files, as far as they are there, as the one comment of the preview on a pull request:
# the first time a new one, later on over it. Needs the GitHub CLI, GH_TOKEN, GITHUB_REPOSITORY and PULL_REQUEST.
# shellcheck source=lib.sh
source "$(dirname "$0")/lib.sh"

MARK='<!-- what this pull request would do -->'
COMMENTS=repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments

body=$(mktemp)
trap 'rm -f "$body"' EXIT
printf '%s\n' "$MARK" >"$body"
for file in "$@"; do
  if [[ -s $file ]]; then cat "$file"; else echo "**${file##*/}**: there is none; the job's log says why"; fi
  echo
done >>"$body"

known=$(gh api "$COMMENTS" --paginate --jq ".[] | select(.body | startswith(\"$MARK\")) | .id" | head -n 1)
if [[ -n $known ]]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known" -F "body=@$body" --jq .html_url
else
  gh api --method POST "$COMMENTS" -F "body=@$body" --jq .html_url
fi
