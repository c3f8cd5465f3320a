#!/bin/sh
# 把这个文件夹里的归巢装到 /opt/guichao/版本，连同用户、设置、systemd 单元和 nginx 站点；不启动，已经有正在用的版本时也不换。
# 旁边有 wheels/ 时只用它，不联网。可以重复运行。
set -eu
cd "$(dirname "$0")/.."

[ "$(id -u)" = 0 ] || { echo "✗ 请用 root 运行：sudo sh deploy/install.sh" >&2; exit 1; }
python=${PYTHON:-python3}
"$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' ||
  { echo "✗ 需要 Python 3.11 或更新的版本，并带 venv：apt-get install python3-venv；或用 PYTHON=… 指明另一个 Python。" >&2; exit 1; }
version=$("$python" -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
release=/opt/guichao/$version
installed=$release/.venv/installed
# 照片放在 S3 存储里的，要多装几个包；别的与 requirements.lock 相同，所以可以在正在用的版本上补装。
lock=requirements.lock
if grep -qs '^MEDIA_STORE=.' /etc/guichao/guichao.env; then lock=requirements-s3.lock; fi
is_installed() { cmp -s "$lock" "$installed" || cmp -s requirements-s3.lock "$installed"; }

if [ -e "$installed" ] && ! is_installed && ! cmp -s requirements.lock "$installed" &&
  [ "$(readlink -f /opt/guichao/current)" = "$release" ]; then
  echo "✗ $version 正在使用，这里的同一个版本却要别的依赖：请改 pyproject.toml 里的 version，再安装。" >&2
  exit 1
fi

echo "▶ 安装 $version 到 $release"
install -d -m 755 /opt/guichao "$release" /srv/guichao /srv/guichao/static
# 只有程序：没有状态、没有开发用的环境。
tar --exclude=./var --exclude=./wheels --exclude=./.venv --exclude=./.git --exclude=./node_modules --exclude=__pycache__ -cf - . |
  tar -C "$release" --no-same-owner -xf -
chmod -R a+rX,go-w "$release"

if ! is_installed; then
  echo "▶ 安装依赖"
  cmp -s requirements.lock "$installed" || "$python" -m venv --clear "$release/.venv"
  set -- --require-hashes -r "$lock"
  if [ -d wheels ]; then set -- --no-index --find-links wheels "$@"; fi
  "$release/.venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input "$@"
  "$release/.venv/bin/python" -m compileall -q "$release" >/dev/null
  chmod -R a+rX "$release/.venv"
  cp "$lock" "$installed"
fi

[ -e /opt/guichao/current ] || ln -s "$version" /opt/guichao/current

echo "▶ 用户、设置、单元"
getent group guichao >/dev/null || groupadd --system guichao
getent passwd guichao >/dev/null ||
  useradd --system --gid guichao --home-dir /var/lib/guichao --no-create-home --shell /usr/sbin/nologin guichao
install -d -m 700 -o guichao -g guichao /var/lib/guichao /var/backups/guichao
install -d -m 755 /etc/guichao /etc/guichao/nginx
install -d -m 700 /etc/guichao/tls
if [ ! -e /etc/guichao/guichao.env ]; then
  key=$("$python" -c 'import secrets; print(secrets.token_urlsafe(64))')
  (umask 077; sed "s|^SECRET_KEY=\$|SECRET_KEY=$key|" deploy/guichao.env.example > /etc/guichao/guichao.env)
  chown root:guichao /etc/guichao/guichao.env
  chmod 640 /etc/guichao/guichao.env
fi
install -m 755 deploy/guichao.py /usr/local/sbin/guichao
install -m 644 deploy/systemd/*.service deploy/systemd/*.timer /etc/systemd/system/
install -d -m 755 /etc/systemd/system/guichao-.service.d
install -m 644 deploy/systemd/guichao-.service.d/sandbox.conf /etc/systemd/system/guichao-.service.d/
install -m 644 deploy/nginx/error.html /etc/guichao/nginx/
[ -e /etc/guichao/nginx/upstream.conf ] || install -m 644 deploy/nginx/upstream.conf /etc/guichao/nginx/
if [ -d /etc/nginx/sites-available ] && [ ! -e /etc/nginx/sites-available/guichao.conf ]; then
  install -m 644 deploy/nginx/guichao.conf /etc/nginx/sites-available/
fi
systemctl daemon-reload

echo "✓ 装好了。第一次：改好 /etc/guichao/guichao.env，再运行 guichao use $version；升级：guichao use $version。见 docs/deploying.md。"
