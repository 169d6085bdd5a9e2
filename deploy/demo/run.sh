#!/usr/bin/env bash
# The demo in one command: builds what is missing, then hands over to io.firewarden.demo.Demo.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
demo=$root/deploy/demo
stamp=$demo/target/built
build_log=$demo/target/build.log

usage() {
  cat <<'USAGE'
Usage: deploy/demo/run.sh [--keep] [--scenario NAME]...

Starts a standalone Spark cluster (a master and two workers), Firewarden's agent, a receiver of pages
and, when they are installed, Prometheus with the shipped rules and Alertmanager, all as processes on
127.0.0.1. Submits a healthy application and one for each fault, with the listener attached, and
prints when each fault was found by the listener, by the agent and by Prometheus, and delivered.
Everything that it starts is ended again, also by Ctrl-C. Needs JDK 17 and Maven; writes to
deploy/demo/target only.

  --scenario NAME  runs one scenario; may be repeated. NAME is one of
                   executor-memory, healthy, gc-time, task-failures, locality, long-task,
                   executor-count
  --keep           leaves all running and prints the addresses, until Ctrl-C
  --help           prints this

Exit code: 0 when every fault was found by both paths and delivered and the healthy application
raised nothing, 1 when not, 2 when the demo could not run. NO_COLOR is respected.

Example: deploy/demo/run.sh --scenario gc-time --keep
USAGE
}

fail() {
  printf 'The demo cannot start: %s\n' "$*" >&2
  exit 2
}

check_arguments() {
  while (($# > 0)); do
    case $1 in
      --help | -h)
        usage
        exit 0
        ;;
      --keep) shift ;;
      --scenario)
        (($# > 1)) || fail "--scenario needs a name; see --help"
        shift 2
        ;;
      *) fail "unknown argument '$1'; see --help" ;;
    esac
  done
}

find_java() {
  java=java
  if [[ -n ${JAVA_HOME:-} ]]; then
    java=$JAVA_HOME/bin/java
  fi
  command -v "$java" > /dev/null || fail "no Java at '$java'; install JDK 17 or set JAVA_HOME"
  local version
  version=$("$java" -XshowSettings:properties -version 2>&1 |
    sed -n 's/^ *java\.specification\.version = \([0-9]*\).*/\1/p')
  ((${version:-0} >= 17 && ${version:-0} < 24)) ||
    fail "Java must be 17 (Spark 3.5 does not start on 24 or later), but '$java' is ${version:-older}"
}

is_built() {
  local path
  for path in "$stamp" "$demo/target/spark-home/jars" "$demo/target/firewarden-demo.jar" \
    "$root/listener/target/firewarden-listener.jar" "$root/agent/target/firewarden-agent.jar"; do
    [[ -e $path ]] || return 1
  done
  [[ -z $(find "$root" \( -name target -o -name .git -o -path '*/src/test' \) -prune -o -type f \
    \( -name '*.java' -o -name pom.xml -o -path '*/src/main/*' -o -path '*/alerts/r*' \) \
    -newer "$stamp" -print -quit) ]]
}

build() {
  if is_built; then
    return
  fi
  command -v mvn > /dev/null || fail "no Maven (mvn) on the PATH; install Maven 3.8 or later"
  printf 'Building without tests; with an empty Maven repository this downloads about 700 MB first.\n'
  mkdir -p "$demo/target"
  local started=$SECONDS line
  if ! mvn -B -f "$root/pom.xml" -Dmaven.test.skip=true package 2>&1 | tee "$build_log" |
    while IFS= read -r line; do
      if [[ $line =~ Building\ (Firewarden.*)\ \[([0-9]+/[0-9]+)\] ]]; then
        printf '%6s  build %s  %s\n' "$((SECONDS - started)) s" "${BASH_REMATCH[2]}" \
          "${BASH_REMATCH[1]%% [0-9]*}"
      fi
    done; then
    grep -E '^\[ERROR\]' "$build_log" | head -20 >&2 || tail -20 "$build_log" >&2
    fail "the build failed; all of it is in $build_log"
  fi
  touch "$stamp"
  printf 'Built in %d s.\n' "$((SECONDS - started))"
}

main() {
  check_arguments "$@"
  find_java
  build
  local colour=false
  if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
    colour=true
  fi
  exec "$java" -Xmx256m -XX:TieredStopAtLevel=1 \
    -Dfirewarden.root="$root" -Dfirewarden.demo.colour=$colour \
    -cp "$demo/target/firewarden-demo.jar:$demo/target/spark-home/jars/*" \
    io.firewarden.demo.Demo "$@"
}

main "$@"
