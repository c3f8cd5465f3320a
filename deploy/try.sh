#!/usr/bin/env bash
# Try the deployment as a whole, on Debian 12 as root: `bash deploy/try.sh`. It installs Debian's packages here, without
# letting them start anything; everything else happens in a machine of its own (deploy/try/), which leaves nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

# What docs/deploying.md installs, and what makes the machine.
packages=(python3 python3-venv postgresql pgbouncer nginx openssl curl ca-certificates systemd iproute2 procps util-linux hostname)

[ "$(id -u)" = 0 ] || { echo "✗ deploy/try.sh 要以 root 运行。" >&2; exit 1; }
command -v apt-get >/dev/null || { echo "✗ deploy/try.sh 要在 Debian 上运行。" >&2; exit 1; }

missing=()
for package in "${packages[@]}"; do
  dpkg -s "$package" 2>/dev/null | grep -q '^Status: install ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "▶ 安装 ${missing[*]}"
  policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' > $policy
    chmod 755 $policy
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
fi

python3 deploy/try
