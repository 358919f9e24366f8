#!/bin/sh
# Gives the hashed files of a built site names that only version $1 has, as a change of code in each of them would,
# and puts the version into the page.
set -eu
cd /usr/share/nginx/html
for file in assets/*; do
  name=${file##*/}
  own=${name%.*}-$1.${name##*.}
  mv "$file" "assets/$own"
  sed -i "s|$name|$own|g" index.html assets/*.js
done
sed -i "s|<meta name=\"version\" content=\"[^\"]*\"|<meta name=\"version\" content=\"$1\"|" index.html
# As in a reproducible build: all versions have the same dates.
find . -type f -exec touch -d @0 {} +
