#!/bin/sh
# A folder of saved pages becomes a folder of texts, and one file that search and spreadsheets read.
#
#     stories/archivist.sh saved-pages/
set -eu
pages=$1

# The same folders, a text a page. Exit code 1: some pages had no article, and the report says which and why.
dehusk "$pages" -o texts --report report.json || test $? = 1
# One record a page, with titles, authors, dates and where the page was saved from.
dehusk "$pages" -o articles.jsonl -q || test $? = 1
# Of one page: why each line was kept or dropped.
dehusk explain "$(find "$pages" -name '*.html' | sort | head -1)" --format html -o why.html
