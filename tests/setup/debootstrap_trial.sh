#!/usr/bin/env bash
# Tries the set-up where nothing is: a minimal Debian with python3, make and ca-certificates only
# (no ensurepip, no Node.js, no compiler), as a user who is not root, from a copy of this tree.
#
#   sudo tests/setup/debootstrap_trial.sh [FOLDER [setup|run]]
#
# Needs debootstrap, and root for it. The mirror is the host's own; if the host has settings for
# pip or npm (a proxy, a certificate), they are lent to the trial. FOLDER/base is kept for the next
# trial; remove FOLDER to start from nothing.
set -euo pipefail
cd "$(dirname "$0")/../.."

folder=${1:-/tmp/metaverse-seoul-trial}
until=${2:-run}
suite=bookworm
base=$folder/base
root=$folder/root
say() { printf '\n== %s\n' "$*"; }

if [ ! -e "$base/.complete" ]; then
    mirror=$(apt-get indextargets --format '$(REPO_URI)' \
        'Created-By: Packages' 'Origin: Debian' "Codename: $suite" | head -n 1)
    say "debootstrap $suite into $base"
    rm -rf "$base"
    debootstrap --variant=minbase --include=python3,make,ca-certificates \
        "$suite" "$base" "$mirror" >"$folder.log" 2>&1 || { tail -n 20 "$folder.log"; exit 1; }
    touch "$base/.complete"
fi

say "a fresh copy of it, with this tree in /home/citizen/city"
rm -rf "$root"
cp -a "$base" "$root"
chroot "$root" useradd --create-home citizen
city=$root/home/citizen/city
mkdir "$city"
git ls-files -z --cached --others --exclude-standard |
    while IFS= read -r -d '' file; do [ -e "$file" ] && printf '%s\0' "$file"; done |
    tar --create --null --files-from=- | tar --extract --directory "$city"

# What the host needs to reach its registries, the trial needs too.
cp /etc/resolv.conf /etc/hosts "$root/etc/"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
for file in /etc/pip.conf "$HOME/.config/pip/pip.conf" "$HOME/.pip/pip.conf"; do
    [ -e "$file" ] && cat "$file" >>"$root/etc/pip.conf"
done
for file in "$(npm config get globalconfig 2>/dev/null || true)" "$HOME/.npmrc"; do
    [ -f "$file" ] && { cat "$file"; echo; } >>"$root/home/citizen/.npmrc"
done
chroot "$root" chown -R citizen:citizen /home/citizen
mapfile -t lent < <(env | grep -E '^(PIP|NPM_CONFIG|npm_config)_|^(SSL_CERT_FILE|NODE_EXTRA_CA_CERTS)=|_proxy=' |
    grep -v '^PIP_FIND_LINKS=' || true) # that is a folder of the host

# In namespaces of its own: whatever is left running or mounted ends with the command.
as_citizen() {
    unshare --mount --pid --fork --kill-child --mount-proc="$root/proc" \
        chroot --userspec=citizen:citizen "$root" \
        /usr/bin/env -i HOME=/home/citizen PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 \
        "${lent[@]}" /bin/sh -c "cd ~/city && $1" </dev/null
}

say "what is there"
as_citizen 'python3 --version; make --version | head -n 1
    python3 -c "import ensurepip" 2>/dev/null && echo "ensurepip is there" || echo "no ensurepip"
    command -v node npm pip gcc curl || echo "no node, npm, pip, gcc or curl"; id'

say "make setup"
time as_citizen 'make setup'

say "make setup again, with nothing to do"
time as_citizen 'make setup'
[ "$until" = run ] || exit 0

say "make run, /healthz, and an end"
time as_citizen 'python3 tests/setup/serve_and_ask.py'
