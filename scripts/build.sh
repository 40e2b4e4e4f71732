# Sourced by the scripts that start Evenmatch: builds it where that is needed.

# Whether what lies in folder $1 was built from the sources as they are.
is_built() {
  [[ -s $1/classpath.txt && -f $1/classes/org/evenmatch/cli/Main.class ]] &&
    [[ -z $(find "$home/pom.xml" "$home/src/main" "$home/models" "$home/datasets" \
      -path "$home/datasets/cache" -prune -o -newer "$1/classpath.txt" -type f -print) ]]
}

# Builds into folder $1 with the options of Maven that follow, saying what $2 says.
build() {
  local target=$1 notice=$2
  shift 2
  # Of two that start at once one builds; the other waits and finds it done.
  mkdir -p "$target"
  exec 9>"$target/build.lock"
  flock 9 2>/dev/null || true
  if ! is_built "$target"; then
    echo "evenmatch: $notice" >&2
    local log
    log=$(mktemp)
    if ! (cd "$home" && mvn -B -q -DskipTests "$@" process-classes) >"$log" 2>&1; then
      cat "$log" >&2
      rm -f "$log"
      return 1
    fi
    rm -f "$log"
  fi
  exec 9>&-
}
