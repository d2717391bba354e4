#!/bin/sh
# Remakes python3.10.txt and python3.11.txt from requirements.in (needs uv). torch is left out: the Makefile installs it.
set -e
cd "$(dirname "$0")"
for version in 3.10 3.11; do
    uv pip compile --quiet --python-version "$version" --no-annotate --no-header --no-emit-index-url \
        --no-emit-find-links --no-emit-package torch requirements.in "$@" |
        grep -vE '^(nvidia-|triton|cuda-)' > "python$version.txt.new"
    mv "python$version.txt.new" "python$version.txt"
done
