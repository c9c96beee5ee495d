#!/bin/sh
# Makes Temporal's two databases and brings their tables to the state of this release. Runs at every start of the stack:
# what is already so is success, and after an update of the images the new server finds its tables as it needs them.
set -eu

prepare() {
  temporal-sql-tool --plugin postgres12 --ep "$POSTGRES_SEEDS" --port 5432 --user "$POSTGRES_USER" --db "$1" create
  temporal-sql-tool --plugin postgres12 --ep "$POSTGRES_SEEDS" --port 5432 --user "$POSTGRES_USER" --db "$1" setup-schema -v 0.0
  temporal-sql-tool --plugin postgres12 --ep "$POSTGRES_SEEDS" --port 5432 --user "$POSTGRES_USER" --db "$1" \
    update-schema -d "/etc/temporal/schema/postgresql/v12/$2/versioned"
}

# The password comes in SQL_PASSWORD, which the tool reads itself.
prepare temporal temporal
prepare temporal_visibility visibility
