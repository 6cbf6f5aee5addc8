# What the scripts need before they can work. Sourced by them; every step says in one line what it does, and is silent
# when there is nothing to do.

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mkdir -p var/log
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 DEBIAN_FRONTEND=noninteractive

say() { printf '==> %s\n' "$*"; }

stop() {
  printf 'Stopped: %s\n' "$1" >&2
  shift
  [ $# -eq 0 ] || printf '\n    %s\n' "$@" >&2
  exit 1
}

# Two scripts started together would install into one folder; the second waits for the first.
one_at_a_time() {
  command -v flock >/dev/null || return 0
  exec 9>var/.setup-lock
  flock 9
}

others_may_go_on() { { exec 9>&-; } 2>/dev/null || true; }

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_install() {
  apt-get install -y -qq --no-install-recommends "$@" >>var/log/apt.log 2>&1 && return
  apt-get update -qq >>var/log/apt.log 2>&1 || true
  apt-get install -y -qq --no-install-recommends "$@" >>var/log/apt.log 2>&1 && return
  tail -n 5 var/log/apt.log >&2
  stop "the system packages could not be installed; var/log/apt.log says why. The command was:" "apt-get install $*"
}

find_python() {
  local name
  for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
    command -v "$name" >/dev/null || continue
    "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    command -v "$name"
    return
  done
  stop "Python 3.11 or newer is needed and was not found. On Debian or Ubuntu:" "sudo apt-get install -y python3 python3-venv"
}

need_environment() {
  [ -x var/venv/bin/python ] && var/venv/bin/python -c '' 2>/dev/null && return
  local python
  python=$(find_python)
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    local package
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    may_install || stop "this Python cannot make virtual environments. On Debian or Ubuntu:" "sudo apt-get install -y $package"
    say "Installing $package from the system's packages"
    apt_install "$package"
  fi
  say "Making a Python environment in var/venv with $("$python" --version)"
  "$python" -m venv --clear var/venv
}

# need_packages LOCK ...: the Python packages of these lock files, each checked against its hash.
need_packages() {
  local lock stamp now
  for lock in "$@"; do
    stamp=var/venv/.installed-$(basename "$lock" .lock)
    now=$(sha256sum <"$lock")
    [ "$(cat "$stamp" 2>/dev/null)" = "$now" ] && continue
    say "Installing the Python packages of $lock"
    var/venv/bin/python -m pip install --quiet --require-hashes --no-deps -r "$lock" ||
      stop "the Python packages of $lock could not be installed; the lines above say why"
    echo "$now" >"$stamp"
  done
}

# Node only builds the style sheet: the machine's own will do, else it comes as a Python package.
need_assets() {
  export npm_config_cache=$PWD/var/cache-npm npm_config_update_notifier=false NODE_USE_SYSTEM_CA=1
  node_is_here || need_packages requirements-build.lock
  script/assets >var/log/assets.log 2>&1 || {
    cat var/log/assets.log >&2
    stop "the style sheet and scripts could not be built; the lines above say why"
  }
  grep -q 'up to date' var/log/assets.log || say "Built the style sheet and scripts into var/assets"
}

node_is_here() {
  command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null
}

# PDF is drawn by Pango, which comes from the system. The stamp lives and dies with the environment.
need_pango() {
  [ -e var/venv/.draws-pdf ] && return
  local packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation"
  if ! draws_pdf; then
    may_install || stop "Pango is missing, which draws the PDF documents. On Debian or Ubuntu:" \
      "sudo apt-get install -y $packages" "(macOS: brew install pango)"
    say "Installing Pango from the system's packages"
    # shellcheck disable=SC2086
    apt_install $packages
    draws_pdf || stop "Pango is installed, but WeasyPrint cannot load it. Run var/venv/bin/python -m weasyprint --info"
  fi
  touch var/venv/.draws-pdf
}

draws_pdf() {
  var/venv/bin/python -c 'import weasyprint; weasyprint.HTML(string="<p>a").write_pdf()' >/dev/null 2>&1
}

# The browser tests use the system's Chromium, or one that Playwright keeps in var/browsers.
need_chromium() {
  export PLAYWRIGHT_BROWSERS_PATH=$PWD/var/browsers
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null && return
  done
  [ -e var/browsers/.works ] && return
  if may_install; then
    say "Installing Chromium from the system's packages"
    apt_install chromium fonts-liberation
    return
  fi
  say "Fetching Chromium into var/browsers"
  if var/venv/bin/python -m playwright install chromium >var/log/chromium.log 2>&1 && chromium_starts; then
    touch var/browsers/.works
    return
  fi
  stop "there is no Chromium for the browser tests, and var/log/chromium.log says why none could be fetched. On Debian or Ubuntu:" \
    "sudo apt-get install -y chromium"
}

chromium_starts() {
  var/venv/bin/python - >>var/log/chromium.log 2>&1 <<'PYTHON'
from playwright.sync_api import sync_playwright

with sync_playwright() as play:
    play.chromium.launch(args=["--no-sandbox"]).close()
PYTHON
}
