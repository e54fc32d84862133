#!/bin/sh
# `earlywarn` for the operator: as the service's own user and with the service's environment, which root alone may read.
set -a
. /etc/earlywarn/environment
set +a
exec runuser -u earlywarn -- /opt/earlywarn/.venv/bin/earlywarn "$@"
