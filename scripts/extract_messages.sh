#!/bin/sh
# Brings the catalogues up to date with the words in the code and the templates (needs GNU gettext).
set -eu
cd "$(dirname "$0")/../src/qaraul"
export QARAUL_SECRET_KEY=only-for-words DJANGO_SETTINGS_MODULE=qaraul.config.settings
../../.venv/bin/python -m django makemessages --no-obsolete --no-wrap --add-location file \
  --ignore 'tests/*' --ignore 'testing/*' --ignore 'static/*' \
  -l ru -l kk -l ky -l uz -l tg -l tk -l fa -l ps
for catalogue in locale/*/LC_MESSAGES/django.po; do
  sed -i '/^"POT-Creation-Date:/d; /^"Report-Msgid-Bugs-To:/d' "$catalogue"
done
