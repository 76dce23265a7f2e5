#!/usr/bin/env bash
# Brings the translation files up to the sources; new strings come out as "unfinished" and are then translated by hand
# (or with Qt Linguist). English only has the plurals.
set -euo pipefail
cd "$(dirname "$0")/.."
lupdate=$(command -v lupdate6 || echo /usr/lib/qt6/bin/lupdate)
"$lupdate" -silent -I . -recursive ui -no-obsolete -locations none -source-language en -target-language de -ts resources/translations/armature_de.ts
"$lupdate" -silent -I . -recursive ui -no-obsolete -locations none -pluralonly -source-language en -target-language en -ts resources/translations/armature_en.ts
