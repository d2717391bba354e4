#!/bin/sh
# Remakes python3.10.txt and python3.11.txt from requirements.in (needs uv). Left out are torch, which the Makefile
# installs, and what asks for a newer one than it needs: see any_torch.txt.
set -e
cd "$(dirname "$0")"
for version in 3.10 3.11; do
    uv pip compile --quiet --python-version "$version" --no-annotate --no-header --no-emit-index-url \
        --no-emit-find-links --no-emit-package torch --no-emit-package tensordict \
        --no-emit-package rsl-rl-lib --no-emit-package stable-baselines3 requirements.in "$@" |
        grep -vE '^(nvidia-|triton|cuda-)' > "python$version.txt.new"
    mv "python$version.txt.new" "python$version.txt"
done
