#!/bin/sh
# A crawl becomes a corpus: English articles of some length, in files of one size, each with a hash of its text.
#
#     stories/corpus.sh crawl.warc.gz
set -eu
crawl=$1

# What is left out is counted by its reason. After a crash the same call, with --resume, goes on.
dehusk "$crawl" -o 'part-%05d.jsonl.gz' --shard-size 256M --provenance \
  --language en --min-words 50 --report report.json || test $? = 1
# Each host by its number of articles.
gzip -dc part-*.jsonl.gz | sed -n 's/.*"url":"[a-z]*:\/\/\([^/"]*\).*/\1/p' | sort | uniq -c | sort -rn
