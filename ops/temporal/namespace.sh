#!/bin/sh
# Makes Slipway's namespace and registers its search attributes: a workflow that sets one that the server does not know
# would wait for ever. Runs at every start of the stack: what is already so is success. TEMPORAL_ADDRESS and
# TEMPORAL_NAMESPACE say where.
set -eu

# Tries a command once a second, for a minute; what it said last is the reason.
patiently() {
  tries=60
  until said=$("$@" 2>&1); do
    tries=$((tries - 1))
    if [ "$tries" -le 0 ]; then
      echo "$said" >&2
      echo "expected the Temporal server at $TEMPORAL_ADDRESS to answer within a minute: read its log" >&2
      exit 1
    fi
    sleep 1
  done
}

# The port is open some time before the services behind it answer.
patiently temporal operator cluster health

if ! temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  # Last month's retrain should still be there to look at.
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 30d
fi

# Every part of the server looks for new namespaces some seconds apart.
patiently temporal operator search-attribute list --namespace "$TEMPORAL_NAMESPACE"

for attribute in Model RunStage Outcome CandidateVersion Trigger; do
  temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" --name "$attribute" --type Keyword
done
