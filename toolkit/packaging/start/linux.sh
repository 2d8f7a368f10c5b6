#!/bin/sh
# @USAGE@
# SPDX-License-Identifier: MIT
OGI_HOME=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 1
export OGI_HOME
python=$OGI_HOME/program/python/bin/python3
# Some programs that unpack zip files drop the mark of programs.
for file in "$OGI_HOME"/program/python/bin/* "$OGI_HOME"/program/python/lib/system/ld-linux-*; do
    [ ! -f "$file" ] || [ -x "$file" ] || chmod +x "$file" 2>/dev/null
done
stop() {
    echo "$1" >&2
    [ ! -t 0 ] || read -r _
    exit 1
}
[ -f "$python" ] || stop '@UNPACK@'
machine=$(uname -m)
[ "$machine" = @MACHINE@ ] || stop "@OTHER_MACHINE@ $machine"
action=${1:-open}
[ $# -eq 0 ] || shift
if [ "$action" = ogi ]; then
    exec "$python" -I -m toolkit.cli.main "$@"
fi
if ! "$python" -I -c 'import ssl, sqlite3, ctypes' 2>/dev/null; then
    # Python of the system, where the one put in is refused; the compiled modules fit one version.
    packages=$OGI_HOME/program/python/@PACKAGES@
    python=$(command -v python@PYTHON@) || stop '@NO_PYTHON@'
    "$python" -I -c '
import os, sys
name, version = os.confstr("CS_GNU_LIBC_VERSION").split()
sys.exit(tuple(map(int, version.split("."))) < (@FLOOR@))' 2>/dev/null || stop '@OLD_SYSTEM@'
    exec "$python" -I -c '
import runpy, sys
sys.path.insert(0, sys.argv.pop(1))
runpy.run_module("toolkit.cli.double_click", run_name="__main__", alter_sys=True)' "$packages" "$action" "$@"
fi
exec "$python" -I -m toolkit.cli.double_click "$action" "$@"
