#!/bin/sh
# `earlywarn` for the operator: as the service's own user and with the service's environment, which root alone may read.
# What the caller names (`EARLYWARN_HOME=… earlywarn restore …`) goes before it.
given=$(export -p | grep ' EARLYWARN_')
set -a
. /etc/earlywarn/environment
eval "$given"
set +a
exec runuser -u earlywarn -- /opt/earlywarn/.venv/bin/earlywarn "$@"
