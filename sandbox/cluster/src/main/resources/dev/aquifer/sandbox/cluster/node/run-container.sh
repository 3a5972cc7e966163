#!/bin/sh
# Runs one container's process apart from the node agent, and leaves on disk what the agent's successor needs:
#   started/  made first; whoever cannot make it does nothing, so a container is never run twice
#   keeper    the process of this script, which outlives the container's
#   pid       the container's process, leader of a session and process group of its own
#   exit      how it ended
# run-container.sh FOLDER COMMAND...
dir=$1
shift
mkdir "$dir/started" 2>/dev/null || exit 0
trap : TERM INT HUP
echo "$$" >"$dir/keeper.new" && mv "$dir/keeper.new" "$dir/keeper"
session=setsid
command -v setsid >/dev/null 2>&1 || session=
$session "$@" &
child=$!
echo "$child" >"$dir/pid.new" && mv "$dir/pid.new" "$dir/pid"
while :; do
  wait "$child"
  code=$?
  kill -0 "$child" 2>/dev/null || break
done
kill -KILL -- "-$child" 2>/dev/null
echo "$code" >"$dir/exit.new" && mv "$dir/exit.new" "$dir/exit"
