# shellcheck shell=bash disable=SC2034
# Where things are, for the commands of the runbooks: `. deploy/runbooks/oncall.sh`. What is set already stays.
H="${HOTLINE_URL:-http://127.0.0.1:8080}"
A="$H/api/v1"
PROM="${PROMETHEUS_URL:-http://127.0.0.1:9090}"
AM="${ALERTMANAGER_URL:-http://127.0.0.1:9093}"
REDIS="${HOTLINE_REDIS_CLI:--s /run/redis/hotline.sock}"
STORE="${HOTLINE_STORE:---redis unix:///run/redis/hotline.sock --config /etc/hotline/config --secret-file /etc/hotline/secret}"
JSON='Content-Type: application/json'
AUTH="Authorization: Bearer $(cat "${HOTLINE_TOKEN_FILE:-$HOME/.hotline-token}")"
