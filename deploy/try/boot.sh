#!/bin/sh
# A machine of its own inside this one, for deploy/try: run by `unshare` with new namespaces of mounts, processes,
# network, users' messages, name and control groups. Its disk is this machine's, with everything that is written kept in
# memory; its network is the loopback alone; its first process is Debian's systemd. It ends with that process, and
# leaves nothing. Arguments: the folder for its mounts, then folders that it shall see read-only.
set -eu
work=$1; shift
root=$work/root

mount --make-rprivate /
# As large as a small disk, however little memory there is: the doctor looks at what is free.
mount -t tmpfs -o mode=755,size=8g tmpfs "$work"
mkdir "$root" "$work/upper" "$work/overlay"
mount -t overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/overlay" overlay "$root"
# Before the folders, which may lie below it: systemd empties it at its start.
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
for folder in "$@"; do
  mkdir -p "$root$folder"
  mount --bind "$folder" "$root$folder"
  mount -o remount,bind,ro "$root$folder"
done

mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero full random urandom tty; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
mount -t tmpfs tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"

# Nothing starts by itself but the journal: what apt would have started, the steps start.
find "$root/etc/systemd/system" -mindepth 1 -delete
: > "$root/etc/fstab"
mkdir -p "$root/var/log/journal"
cat > "$root/etc/systemd/system/default.target" <<UNIT
[Unit]
Description=Tried
Requires=basic.target systemd-journald.service
After=basic.target systemd-journald.service
UNIT
hostname guichao-try
echo "127.0.0.1 localhost guichao-try guichao.example.org" > "$root/etc/hosts"
echo guichao-try > "$root/etc/hostname"

mkdir "$root/outside"
cd "$root"
pivot_root . outside
umount -l /outside
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 container=guichao-try \
  /lib/systemd/systemd --log-target=null --show-status=no
