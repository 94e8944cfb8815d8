#!/bin/sh
# One page becomes a note: Markdown with its metadata, called by its title, its pictures beside it.
#
#     stories/notes.sh page.html notes
set -eu
page=$1 notes=$2

dehusk "$page" -f markdown --front-matter --images files --names title -o "$notes/"
