#!/bin/sh
# Chromium with the folder $POLICY_DIR over /etc/chromium/policies/managed, seen by this process and its children alone.
exec unshare -m --propagation private sh -c '
  mkdir -p /etc/chromium/policies/managed &&
  mount --bind "$POLICY_DIR" /etc/chromium/policies/managed &&
  exec /usr/bin/chromium "$@"' sh "$@"
