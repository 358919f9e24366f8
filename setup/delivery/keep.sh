#!/usr/bin/env bash
# keep.sh ENVIRONMENT BRANCH: commits the release block that the release command wrote, and pushes it to BRANCH, so that
# `pulumi up`, previews and `git revert` start from what was released. Nothing to do: nothing is done. Needs GH_TOKEN.
# shellcheck source=../lib.sh
source "$(dirname "$0")/../lib.sh"

environment=$1 branch=$2 file=Pulumi.$1.yaml
cd "$ROOT"
if git diff --quiet -- "$file"; then
  say "$file is as it was: nothing to keep."
  exit
fi

as_bot=(-c user.name='github-actions[bot]' -c user.email='41898282+github-actions[bot]@users.noreply.github.com')
# shellcheck disable=SC2016 # git expands it, in its own shell
login=(-c credential.helper='!f() { echo username=x-access-token; echo "password=$GH_TOKEN"; }; f')

git "${as_bot[@]}" commit --quiet --message "Release of $environment: ${WHY:-by hand}" -- "$file"
for ((try = 1; try <= 5; try += 1)); do
  if git "${login[@]}" push --quiet origin "HEAD:refs/heads/$branch"; then
    say "$file is kept on $branch: $(git rev-parse --short HEAD)"
    exit
  fi
  # Somebody else pushed meanwhile; his change of the same block is not overwritten.
  git "${login[@]}" fetch --quiet origin "$branch"
  if ! git "${as_bot[@]}" rebase --quiet FETCH_HEAD; then
    git rebase --abort
    break
  fi
done
fail "$environment is as released, but $file could not be pushed to $branch" \
  "Until it is, pulumi up with the file of $branch would bring back the release before." \
  "Commit this by hand; where the branch is protected, let GitHub Actions push to it (docs/delivery.md):" \
  "$(git diff HEAD~1 -- "$file")"
